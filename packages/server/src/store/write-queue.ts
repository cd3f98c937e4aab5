import type { Room, RoomEvent } from "../ports/model.ts";
import type { NewPost, NewPrivatePost, PostOutcome, PrivatePostOutcome } from "../ports/posts.ts";
import { StoreError } from "../ports/store.ts";
import type { BatchAnswer, Write, WriteAnswer } from "./batches.ts";
import type { Answer, Arguments, Call, WriteName } from "./calls.ts";
import type { CommitListener } from "./commits.ts";
import { announce } from "./commits.ts";
import { storeError } from "./failure.ts";
import type { Posted } from "./post-fields.ts";
import { fieldsOf, messageOf, privateFieldsOf } from "./post-fields.ts";
import type { Thread } from "./thread.ts";

/** Writes in the order of the calls. */
export type ToWriter = readonly Write[] | "close";

/** `indexed`: how many events the index of words is behind now. */
export type FromWriter = BatchAnswer | { readonly kind: "indexed"; readonly unindexed: number };

export interface WriteQueueOptions {
  readonly storeWaiting: number;
  readonly storeBatch: number;
  readonly onBatch: ((size: number, durationMs: number) => void) | null;
  readonly onIndexed?: ((unindexed: number) => void) | undefined;
}

interface Waiting {
  readonly write: Write;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The main thread's side of the writer. Calls of one turn of the event loop travel together; the writer takes all that has arrived
 * whenever it has finished a transaction, so batches grow by themselves with the load and the writer never waits for this side.
 */
export class WriteQueue {
  readonly #thread: Thread<ToWriter, FromWriter>;
  readonly #options: WriteQueueOptions;
  /** Rooms by the handle that the writer names them with. */
  readonly #rooms = new Map<number, Room>();
  /** Calls of this turn. */
  #collected: Waiting[] = [];
  /** Messages on their way, oldest first. The writer answers one after the other, several at once or a part of one. */
  readonly #sent: Waiting[][] = [];
  /** Sent, and maybe committed or maybe not: their answer comes when the database does. */
  #doubtful: readonly Waiting[] = [];
  #waiting = 0;
  #failure: StoreError | null = null;
  #listener: CommitListener | null = null;

  constructor(thread: Thread<ToWriter, FromWriter>, options: WriteQueueOptions) {
    this.#thread = thread;
    this.#options = options;
    thread.listen({ onMessage: (answer) => this.#settle(answer), onDeath: (error) => this.#fail(error) });
  }

  onCommit(listener: CommitListener): void {
    this.#listener = listener;
  }

  post(post: NewPost): Promise<PostOutcome> {
    return new Promise((resolve, reject) => {
      this.#add({ write: fieldsOf(post), resolve: resolve as (value: unknown) => void, reject });
    });
  }

  postPrivate(post: NewPrivatePost): Promise<PrivatePostOutcome> {
    return new Promise((resolve, reject) => {
      this.#add({ write: privateFieldsOf(post), resolve: resolve as (value: unknown) => void, reject });
    });
  }

  call<N extends WriteName>(name: N, args: Arguments<N>): Promise<Answer<N>> {
    return new Promise((resolve, reject) => {
      // The writer answers a call with what its name promises: `Handlers` holds it to that.
      const write = { name, args } as Call<WriteName>;
      this.#add({ write, resolve: resolve as (value: unknown) => void, reject });
    });
  }

  async close(): Promise<void> {
    this.#send();
    await this.#thread.close("close");
  }

  #add(waiting: Waiting): void {
    if (this.#failure !== null) {
      waiting.reject(this.#failure);
    } else if (this.#waiting >= this.#options.storeWaiting) {
      waiting.reject(new StoreError("overloaded", `${this.#waiting} writes are waiting already`));
    } else {
      this.#waiting += 1;
      if (this.#collected.push(waiting) === 1) setImmediate(() => this.#send());
    }
  }

  #send(): void {
    const all = this.#collected;
    this.#collected = [];
    for (let start = 0; start < all.length; start += this.#options.storeBatch) {
      const part = all.slice(start, start + this.#options.storeBatch);
      this.#sent.push(part);
      this.#thread.send(part.map(({ write }) => write));
    }
  }

  #settle(answer: FromWriter): void {
    if (answer.kind === "indexed") {
      this.#options.onIndexed?.(answer.unindexed);
      return;
    }
    if (answer.kind === "doubtful") {
      this.#doubtful = this.#take(answer.count);
      return;
    }
    if (answer.kind === "refused") {
      const error = storeError(answer.failure);
      if (error.code === "failed") this.#failure = error;
      for (const { reject } of this.#answered(answer.count, answer.wasDoubtful)) reject(error);
      return;
    }
    const { answers, rooms, forget, durationMs, wasDoubtful } = answer;
    for (const { handle, room } of rooms) this.#rooms.set(handle, room);
    const batch = this.#answered(answers.length, wasDoubtful);
    const events: RoomEvent[] = [];
    const values = answers.map((given, index) => this.#valueOf(given, batch[index]?.write, events));
    if (forget) {
      this.#rooms.clear();
      for (const { handle, room } of rooms) this.#rooms.set(handle, room);
    }
    announce(events, this.#listener);
    this.#options.onBatch?.(batch.length, durationMs);
    let index = 0;
    for (const { resolve, reject } of batch) {
      const value = values[index++];
      if (value instanceof Error) reject(value);
      else resolve(value);
    }
  }

  /** What the call resolves to, or the error it rejects with; its events are added to `events`. */
  #valueOf(answer: WriteAnswer, write: Write | undefined, events: RoomEvent[]): unknown {
    if (!("kind" in answer)) return this.#posted(answer, write, events);
    if (answer.kind === "mistake") return new Error(answer.message);
    if (answer.kind === "refused") return storeError(answer.failure);
    if (answer.kind === "gone") return new StoreError("gone", "the account was deleted");
    events.push(...answer.events);
    return answer.value;
  }

  #posted([id, seq, handle, found]: Posted, write: Write | undefined, events: RoomEvent[]): PostOutcome {
    const room = this.#rooms.get(handle);
    if (room === undefined || write === undefined || "name" in write)
      throw new Error("the writer answered what it was not asked");
    const message = messageOf(write, { id, roomId: room.id, seq }, found);
    events.push({ type: "posted", room, seq, at: message.at, message });
    return { kind: "posted", message };
  }

  #answered(count: number, wasDoubtful = false): readonly Waiting[] {
    if (!wasDoubtful) {
      const taken = this.#take(count);
      this.#waiting -= taken.length;
      return taken;
    }
    const doubtful = this.#doubtful;
    if (doubtful.length !== count) throw new Error("the writer answered what it was not asked");
    this.#doubtful = [];
    this.#waiting -= count;
    return doubtful;
  }

  #take(count: number): readonly Waiting[] {
    if (this.#sent[0]?.length === count) {
      return this.#sent.shift() ?? [];
    }
    const taken: Waiting[] = [];
    while (taken.length < count) {
      const part = this.#sent[0];
      if (part === undefined) throw new Error("the writer answered more than it was asked");
      taken.push(...part.splice(0, count - taken.length));
      if (part.length === 0) this.#sent.shift();
    }
    return taken;
  }

  #fail(error: StoreError): void {
    this.#failure = error;
    const all = [...this.#doubtful, ...this.#sent.splice(0).flat(), ...this.#collected];
    this.#doubtful = [];
    this.#collected = [];
    this.#waiting = 0;
    for (const { reject } of all) reject(error);
  }
}
