import type { Room, UserId } from "../../ports/model.ts";
import { failureOf, isTooLong } from "../../postgres/failures.ts";
import type { HandledRoom, Outcome, Write, WriteAnswer } from "../batches.ts";
import { runAsync } from "../calls.ts";
import { doerOf } from "../doers.ts";
import { messageOf } from "../failure.ts";
import type { PostFields, PrivateFields } from "../post-fields.ts";
import type { Session } from "./session.ts";
import { NoSpace } from "./space.ts";
import { Statement } from "./statement.ts";
import type { RunAnswers, WriteParts } from "./write-parts.ts";

type Post = PostFields | PrivateFields;
type Refusal = Extract<WriteAnswer, { readonly kind: "mistake" | "refused" }>;

/** What a batch came to: answers to its first writes, or to all. */
export interface BatchAnswers {
  readonly answers: readonly WriteAnswer[];
  readonly rooms: readonly HandledRoom[];
}

/** After these somebody may be gone who was there when the batch began. */
const deletions: ReadonlySet<string> = new Set(["deleteAccount", "deleteAsAdmin", "continueDeletion"]);

/** Executes the writes of batches on one connection, within a transaction that somebody else begins and commits. */
export class BatchRunner {
  readonly #session: Session;
  readonly #parts: WriteParts;
  readonly #findGone: Statement;
  #gone: ReadonlySet<unknown> = new Set();
  #answers: WriteAnswer[] = [];
  #handles = new Map<Room, number>();
  /** Commands whose answers nobody has waited for. */
  #unseen: Promise<unknown>[] = [];

  constructor(session: Session, parts: WriteParts) {
    this.#session = session;
    this.#parts = parts;
    this.#findGone = new Statement(session, "SELECT id FROM users WHERE id = ANY ($1::text[]) AND deleted_at IS NOT NULL");
  }

  /** To be called when the lock was asked for: who of those that do these writes is gone. */
  async learnGone(writes: readonly Write[]): Promise<void> {
    const doers = new Set(writes.flatMap((write) => doer(write) ?? []));
    this.#gone = doers.size === 0 ? doers : new Set((await this.#findGone.all([...doers])).map(([id]) => id));
  }

  /**
   * Until all are done, or it is `untilMs` (performance.now). Rejects when something is wrong with the database: then the transaction must be
   * rolled back. A write that was refused for its own sake is a mistake of that one alone.
   */
  async run(writes: readonly Write[], untilMs: number): Promise<BatchAnswers> {
    this.#answers = [];
    this.#handles = new Map();
    this.#unseen = [];
    for (let at = 0; at < writes.length && (at === 0 || performance.now() < untilMs); at = this.#answers.length) {
      await this.#unit(writes, at);
    }
    await this.#parts.ledger.settle();
    await Promise.all(this.#unseen);
    return { answers: this.#answers, rooms: [...this.#handles].map(([room, handle]) => ({ handle, room })) };
  }

  async #unit(writes: readonly Write[], at: number): Promise<void> {
    const write = writes[at];
    if (write === undefined) return;
    if (this.#isByGone(write)) {
      this.#answers.push({ kind: "gone" });
    } else if ("name" in write) {
      this.#answers.push(await this.#write("write", () => runAsync(this.#parts.functions, write)));
      if (deletions.has(write.name)) await this.learnGone(writes.slice(at + 1));
    } else {
      await this.#posts(this.#runAt(writes, at));
    }
  }

  #isByGone(write: Write): boolean {
    const id = doer(write);
    return id !== null && this.#gone.has(id);
  }

  /** Posts from here on, to the next write that is none. */
  #runAt(writes: readonly Write[], at: number): readonly Post[] {
    const run: Post[] = [];
    for (let next = at; next < writes.length; next += 1) {
      const write = writes[next];
      if (write === undefined || "name" in write || this.#isByGone(write)) break;
      run.push(write);
    }
    return run;
  }

  /** All together; where one of them is a mistake, half of them and half of them, to find which. */
  async #posts(posts: readonly Post[]): Promise<void> {
    const together = await this.#alone("run", () => this.#parts.runPosts(posts, (work) => this.#write("post", work)));
    if ("rooms" in together) {
      this.#take(together);
    } else if (posts.length === 1) {
      this.#answers.push(together);
    } else {
      const half = Math.ceil(posts.length / 2);
      await this.#posts(posts.slice(0, half));
      await this.#posts(posts.slice(half));
    }
  }

  #take({ answers, rooms }: RunAnswers): void {
    for (const answer of answers) {
      if ("kind" in answer) {
        this.#answers.push(answer);
        continue;
      }
      const [id, seq, place, ...found] = answer;
      const room = rooms[place];
      if (room === undefined) throw new Error("a post is in a room that nobody named");
      this.#answers.push([id, seq, this.#handleOf(room), ...found]);
    }
  }

  #handleOf(room: Room): number {
    const known = this.#handles.get(room);
    if (known !== undefined) return known;
    this.#handles.set(room, this.#handles.size);
    return this.#handles.size - 1;
  }

  #write(savepoint: string, work: () => Promise<Outcome>): Promise<WriteAnswer> {
    return this.#alone(savepoint, async () => {
      this.#parts.takeEvents();
      const value = await work();
      return { kind: "value", value, events: this.#parts.takeEvents() } as const;
    });
  }

  /** Undone by itself when it is refused. */
  async #alone<T>(savepoint: string, work: () => Promise<T>): Promise<T | Refusal> {
    const { ledger } = this.#parts;
    const mark = ledger.mark();
    this.#send(`SAVEPOINT "${savepoint}"`);
    try {
      const value = await work();
      await ledger.flushed();
      this.#send(`RELEASE "${savepoint}"`);
      return value;
    } catch (error) {
      const failure = failureOf(error);
      const isOfItself = failure === null || isTooLong(error) || error instanceof NoSpace;
      if (!isOfItself || this.#session.lost !== null) throw error;
      await this.#undo(savepoint);
      ledger.backTo(mark);
      return failure === null ? { kind: "mistake", message: messageOf(error) } : { kind: "refused", failure };
    }
  }

  /** What was under way beside the statement that was refused may have asked for more meanwhile: undone until nothing was. */
  async #undo(savepoint: string): Promise<void> {
    let asked: number;
    do {
      asked = this.#session.asked;
      await this.#session.command(`ROLLBACK TO "${savepoint}"`);
    } while (this.#session.asked !== asked + 1);
    await this.#session.command(`RELEASE "${savepoint}"`);
  }

  #send(command: string): void {
    const answered = this.#session.command(command);
    answered.catch(() => undefined);
    this.#unseen.push(answered);
  }
}

function doer(write: Write): UserId | null {
  if ("name" in write) return doerOf(write.name, write.args);
  return write[0] === "room" ? write[2] : write[3];
}
