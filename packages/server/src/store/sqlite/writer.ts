import type { DatabaseSync } from "node:sqlite";
import type { RoomEvent } from "../../ports/model.ts";
import type { PostOutcome, PrivatePostOutcome } from "../../ports/posts.ts";
import type { BatchAnswer, Outcome, Write, WriteAnswer } from "../batches.ts";
import type { Handlers, WriteName } from "../calls.ts";
import { run } from "../calls.ts";
import { doerOf } from "../doers.ts";
import type { Failure } from "../failure.ts";
import { messageOf } from "../failure.ts";
import type { Posted } from "../post-fields.ts";
import { failureOf } from "./failures.ts";
import { fileWrites } from "./files-table.ts";
import { Joiner } from "./joiner.ts";
import { Ledger } from "./ledger.ts";
import { type IndexingOptions, SearchIndexing } from "./search-indexing.ts";
import { Statement } from "./statement.ts";
import { accountWrites } from "./write-accounts.ts";
import { banWrites } from "./write-bans.ts";
import { changeWrites } from "./write-changes.ts";
import { deletionWrites } from "./write-deletions.ts";
import { directWrites } from "./write-directs.ts";
import { memberWrites } from "./write-members.ts";
import { personalWrites } from "./write-personal.ts";
import { PostWriter } from "./write-posts.ts";
import { purgeWrites } from "./write-purges.ts";
import { reactionWrites } from "./write-reactions.ts";
import { reportWrites } from "./write-reports.ts";
import { roomWrites } from "./write-rooms.ts";
import { serverWrites } from "./write-server.ts";
import { tokenWrites } from "./write-tokens.ts";
import { userWrites } from "./write-users.ts";

/** How long the thread may sit in SQLite waiting for a lock, where nothing can end it: not even the process could end meanwhile. */
const lockSliceMs = 100;

/** Executes batches of writes, each as one transaction. */
export class Writer {
  readonly #db: DatabaseSync;
  readonly #busyMs: number;
  readonly #ledger: Ledger;
  readonly #posts: PostWriter;
  readonly #directs: ReturnType<typeof directWrites>;
  readonly #handlers: Handlers<WriteName>;
  readonly #indexing: SearchIndexing;
  #events: RoomEvent[] = [];
  #broken: Failure | null = null;

  /** `busyMs`: wait for another process's lock. */
  constructor(db: DatabaseSync, busyMs: number, indexing: Partial<IndexingOptions> = {}) {
    this.#db = db;
    this.#busyMs = busyMs;
    db.exec(`PRAGMA busy_timeout = ${Math.min(busyMs, lockSliceMs)}`);
    this.#ledger = new Ledger(db);
    this.#posts = new PostWriter(db, this.#ledger);
    this.#indexing = new SearchIndexing(db, indexing);
    const emit = (event: RoomEvent): void => {
      this.#events.push(event);
    };
    const joiner = new Joiner(db, this.#ledger, emit);
    const beat = new Statement(db, "UPDATE meta SET value = value + 1 WHERE key = 'pulse'");
    const pulse = (): void => {
      beat.run();
    };
    this.#directs = directWrites(db, { ledger: this.#ledger, joiner, emit, pulse });
    const rooms = { ledger: this.#ledger, joiner, emit };
    this.#handlers = {
      ...userWrites(db, this.#ledger, joiner),
      ...tokenWrites(db, this.#ledger),
      openDirect: this.#directs.openDirect,
      ...roomWrites(db, rooms),
      ...memberWrites(db, rooms),
      ...reactionWrites(db, this.#ledger, emit),
      ...changeWrites(db, this.#ledger, emit),
      ...personalWrites(db, this.#ledger),
      ...banWrites(db, rooms),
      ...serverWrites(db, this.#ledger),
      ...reportWrites(db, this.#ledger),
      ...purgeWrites(db, this.#ledger),
      ...fileWrites(db),
      ...accountWrites(db),
      ...deletionWrites(db, rooms),
      check: pulse,
    };
  }

  write(batch: readonly Write[]): BatchAnswer {
    if (this.#broken !== null) return { kind: "refused", count: batch.length, failure: this.#broken };
    // Not from the Clock port: a duration for the metrics, taken in another thread.
    const startedMs = performance.now();
    try {
      this.#ledger.forgetIfMany();
      this.#begin();
      const answers = batch.map((write) => this.#one(write));
      this.#ledger.settle();
      this.#db.exec("COMMIT");
      return { kind: "committed", answers, ...this.#ledger.takeNews(), durationMs: performance.now() - startedMs };
    } catch (error) {
      return { kind: "refused", count: batch.length, failure: this.#abandon(error) };
    }
  }

  /** Events that the index of words is behind. */
  unindexed(): number {
    return this.#broken === null ? this.#indexing.waiting() : 0;
  }

  /** Some milliseconds of work on the index of words, between batches; false when there is nothing to do, or nothing can be done now. */
  indexSome(): boolean {
    if (this.#broken !== null) return false;
    try {
      return this.#indexing.work();
    } catch (error) {
      // No space or a lock: it is tried again after the next batch.
      const failure = failureOf(error) ?? { code: "failed", message: messageOf(error) };
      if (failure.code === "failed") this.breakDown(failure);
      return false;
    }
  }

  /** Writes nothing more from now on: what is on the disk can no longer be known. */
  breakDown(failure: Failure): void {
    this.#broken ??= failure;
  }

  #begin(): void {
    const untilMs = performance.now() + this.#busyMs;
    for (;;) {
      try {
        this.#db.exec("BEGIN IMMEDIATE");
        return;
      } catch (error) {
        if (failureOf(error)?.code !== "busy" || performance.now() >= untilMs) throw error;
      }
    }
  }

  #one(write: Write): WriteAnswer {
    try {
      const doer = "name" in write ? doerOf(write.name, write.args) : write[0] === "room" ? write[2] : write[3];
      if (doer !== null && this.#ledger.isGone(doer)) return { kind: "gone" };
      if ("name" in write) return this.#alone(() => run(this.#handlers, write));
      if (write[0] === "room") return withoutEvents(this.#posts.post(write));
      const answer = this.#posts.postPrivate(write);
      return answer === null ? this.#alone(() => this.#directs.postPrivate(write)) : withoutEvents(answer);
    } catch (error) {
      if (failureOf(error) !== null || !this.#db.isTransaction) throw error;
      this.#ledger.forget();
      return { kind: "mistake", message: messageOf(error) };
    }
  }

  /** A write of several statements, undone by itself when one of them is refused. */
  #alone(work: () => Outcome): WriteAnswer {
    this.#events = [];
    this.#db.exec("SAVEPOINT alone");
    try {
      const value = work();
      this.#db.exec("RELEASE alone");
      return { kind: "value", value, events: this.#events };
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK TO alone; RELEASE alone");
      throw error;
    }
  }

  #abandon(error: unknown): Failure {
    let failure = failureOf(error) ?? { code: "failed", message: messageOf(error) };
    this.#ledger.abandon();
    try {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
    } catch (second) {
      failure = { code: "failed", message: `${failure.message}; then the rollback failed: ${messageOf(second)}` };
    }
    if (failure.code === "failed") this.breakDown(failure);
    return failure;
  }
}

/** The numbers of a post, from which the main thread makes its event, or an outcome that changed nothing. */
function withoutEvents(answer: Posted | PostOutcome | PrivatePostOutcome): WriteAnswer {
  return "kind" in answer ? { kind: "value", value: answer, events: [] } : answer;
}
