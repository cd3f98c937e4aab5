import { StoreError } from "../../ports/store.ts";
import type { Answer, Arguments, Call, ReadName } from "../calls.ts";
import type { Failure } from "../failure.ts";
import { storeError } from "../failure.ts";
import type { Thread } from "../thread.ts";

export interface Question {
  readonly id: number;
  readonly call: Call<ReadName>;
}
export type ToReader = Question | "close";

export type FromReader =
  | { readonly kind: "value"; readonly id: number; readonly value: Answer<ReadName> }
  | { readonly kind: "refused"; readonly id: number; readonly failure: Failure }
  | { readonly kind: "mistake"; readonly id: number; readonly message: string };

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Reads of many rows. One at a time is with the reader: a look-up, such as of a token, waits for one page at most. */
const longReads: ReadonlySet<ReadName> = new Set<ReadName>([
  "recentUsers",
  "membersOf",
  "roomsOf",
  "snapshot",
  "eventsAfter",
  "messagesAfter",
  "standingsOf",
  "unreadOf",
  "countedStandingsOf",
  "publicRooms",
  "versionsOf",
  "pinsOf",
  "threadAfter",
  "profilesOf",
  "findUsers",
  "messagesBy",
  "catchUp",
  "messagesIn",
  "roomBans",
  "serverBans",
  "accounts",
  "reports",
  "audit",
  "searchMessages",
]);

/** The main thread's side of the reader. */
export class ReadQueue {
  readonly #thread: Thread<ToReader, FromReader>;
  readonly #maxWaiting: number;
  readonly #waiting = new Map<number, Waiting>();
  /** Long reads that wait for the one before. */
  readonly #held: Question[] = [];
  /** The long read that is with the reader. */
  #longId: number | null = null;
  #lastId = 0;
  #death: StoreError | null = null;

  constructor(thread: Thread<ToReader, FromReader>, maxWaiting: number) {
    this.#thread = thread;
    this.#maxWaiting = maxWaiting;
    thread.listen({ onMessage: (answer) => this.#settle(answer), onDeath: (error) => this.#fail(error) });
  }

  call<N extends ReadName>(name: N, args: Arguments<N>): Promise<Answer<N>> {
    return new Promise((resolve, reject) => {
      if (this.#death !== null) return reject(this.#death);
      if (this.#waiting.size >= this.#maxWaiting) {
        return reject(new StoreError("overloaded", `${this.#waiting.size} reads are waiting already`));
      }
      this.#lastId += 1;
      // The reader answers a call with what its name promises: `Handlers` holds it to that.
      this.#waiting.set(this.#lastId, { resolve: resolve as (value: unknown) => void, reject });
      const question = { id: this.#lastId, call: { name, args } as Call<ReadName> };
      if (!longReads.has(name)) this.#thread.send(question);
      else if (this.#longId !== null) this.#held.push(question);
      else this.#sendLong(question);
    });
  }

  async close(): Promise<void> {
    for (const question of this.#held.splice(0)) this.#thread.send(question);
    await this.#thread.close("close");
  }

  #sendLong(question: Question): void {
    this.#longId = question.id;
    this.#thread.send(question);
  }

  #settle(answer: FromReader): void {
    if (answer.id === this.#longId) {
      this.#longId = null;
      const next = this.#held.shift();
      if (next !== undefined) this.#sendLong(next);
    }
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.kind === "value") waiting?.resolve(answer.value);
    else waiting?.reject(answer.kind === "refused" ? storeError(answer.failure) : new Error(answer.message));
  }

  #fail(error: StoreError): void {
    this.#death = error;
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#held.length = 0;
    for (const { reject } of all) reject(error);
  }
}
