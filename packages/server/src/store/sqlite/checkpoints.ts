import type { DatabaseSync } from "node:sqlite";
import { number } from "../columns.ts";
import type { Failure } from "../failure.ts";
import { failureOf } from "./failures.ts";
import type { LogSpace } from "./log-space.ts";
import { Statement } from "./statement.ts";

/** Pages in the write-ahead log that are worth copying back: 16 MiB, some tens of milliseconds of work. */
const duePages = 4_096;
/** Pages past which a checkpoint may wait for readers, so that the log starts over: 64 MiB. */
const urgentPages = 16_384;
const urgentWaitMs = 200;

/**
 * Copies the write-ahead log back into the database, between batches and after the answers went out. SQLite would do it by itself
 * inside a commit, but would keep a failure to sync the database file for itself, and lose pages with the next checkpoint.
 */
export class Checkpoints {
  readonly #db: DatabaseSync;
  readonly #space: LogSpace;
  readonly #look: Statement;
  readonly #copy: Statement;
  readonly #copyAll: Statement;
  readonly #waits: Statement;
  #urgentAtPages = urgentPages;

  constructor(db: DatabaseSync, space: LogSpace) {
    this.#db = db;
    this.#space = space;
    this.#look = new Statement(db, "PRAGMA wal_checkpoint(NOOP)");
    this.#copy = new Statement(db, "PRAGMA wal_checkpoint(PASSIVE)");
    this.#waits = new Statement(db, "PRAGMA busy_timeout");
    this.#copyAll = new Statement(db, "PRAGMA wal_checkpoint(RESTART)");
  }

  /** Answers the failure after which nothing may be written any more, if there was one. */
  runIfDue(): Failure | null {
    try {
      const [, pages, copied] = this.#look.get() ?? [];
      this.#space.keepAhead(number(pages));
      if (number(pages) - number(copied) >= duePages) this.#copy.get();
      if (number(pages) < urgentPages) this.#urgentAtPages = urgentPages;
      else if (number(pages) >= this.#urgentAtPages) this.#restart(number(pages));
      return null;
    } catch (error) {
      const failure = failureOf(error);
      // No space or a lock: the log keeps everything, and the next turn tries again.
      return failure?.code === "failed" ? failure : null;
    }
  }

  /** Waits for readers a moment; when they do not end (a backup), tries again only when the log has grown by as much. */
  #restart(pages: number): void {
    const busyMs = number(this.#waits.get()?.[0]);
    this.#db.exec(`PRAGMA busy_timeout = ${urgentWaitMs}`);
    try {
      this.#copyAll.get();
    } finally {
      this.#db.exec(`PRAGMA busy_timeout = ${busyMs}`);
      this.#urgentAtPages = pages + urgentPages;
    }
  }
}
