import type { DatabaseSync } from "node:sqlite";
import type { MessageId, UnixMs } from "../../ports/model.ts";
import { number } from "../columns.ts";
import { presentText, SearchEntries, searchedColumns } from "./search-entries.ts";
import { Statement } from "./statement.ts";

export interface IndexingOptions {
  /** The newest events that are left out: a search reads them one by one, and what is changed soon after it was said was never in the index. */
  readonly kept: number;
  /** Fewer are not begun with. */
  readonly step: number;
  /** Time for one slice, its commit aside. */
  readonly sliceMs: number;
}

const usual: IndexingOptions = { kept: 256, step: 256, sliceMs: 1 };
/** Ids for which `search_times` has a row. */
export const blockIds = 1_024;
/** Ids that one slice reads at most. */
const sliceIds = 512;
/** Letters of text, some dozens of messages, between two looks at the clock: on a busy machine a slice of one message would get nowhere. */
const lettersPerLook = 2_048;
/** Pages that one slice of merging writes, about. */
const mergePages = 8;

/**
 * Brings messages into the index of words some time after they were posted, in slices of a millisecond or two that the writer does when
 * it has nothing else to do (search-pace.ts). Each slice is a transaction, which also says how far the index goes: after a crash it goes on from
 * there. Such a transaction is not synced by itself, as nobody waits for it to be durable; the next post's commit syncs it along.
 */
export class SearchIndexing {
  readonly #db: DatabaseSync;
  readonly #options: IndexingOptions;
  readonly #entries: SearchEntries;
  readonly #lastId: Statement;
  readonly #rows: Statement;
  readonly #setTo: Statement;
  readonly #addTimes: Statement;
  readonly #merge: Statement;
  readonly #changes: Statement;
  /** Nothing was entered since there was last nothing to merge. */
  #isMerged = false;

  constructor(db: DatabaseSync, options: Partial<IndexingOptions> = {}) {
    this.#db = db;
    this.#options = { ...usual, ...options };
    this.#entries = new SearchEntries(db);
    this.#lastId = new Statement(db, "SELECT max(id) FROM log");
    this.#rows = new Statement(
      db,
      `SELECT ${searchedColumns} FROM log l ${presentText} WHERE l.id > ? AND l.id <= ? AND l.type = 0 ORDER BY l.id`,
    );
    this.#setTo = new Statement(db, "UPDATE meta SET value = ? WHERE key = 'search_to'");
    this.#addTimes = new Statement(
      db,
      `INSERT INTO search_times (block, min_at, max_at) VALUES (?, ?, ?)
       ON CONFLICT (block) DO UPDATE SET min_at = min(min_at, excluded.min_at), max_at = max(max_at, excluded.max_at)`,
    );
    this.#merge = new Statement(db, `INSERT INTO search (search, rank) VALUES ('merge', ${mergePages})`);
    this.#changes = new Statement(db, "SELECT total_changes()");
  }

  /** Events after those that the index has. */
  waiting(): number {
    return number(this.#lastId.get()?.[0] ?? 0) - this.#entries.to();
  }

  /** A slice of work; false when there was none to do. Throws what SQLite throws, with nothing done. */
  work(): boolean {
    // Merging first: with a handful of segments on each level, neither a search nor a merge has to look at many.
    if (!this.#isMerged && this.#alone(() => this.#mergeSome())) return true;
    this.#isMerged = true;
    if (this.waiting() < this.#options.kept + this.#options.step) return false;
    this.#isMerged = false;
    return this.#alone(() => this.#index());
  }

  #alone(work: () => boolean): boolean {
    this.#db.exec("PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE");
    try {
      const isDone = work();
      this.#db.exec(isDone ? "COMMIT" : "ROLLBACK");
      return isDone;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      throw error;
    } finally {
      this.#db.exec("PRAGMA synchronous = FULL");
    }
  }

  #index(): true {
    const { kept, sliceMs } = this.#options;
    const from = this.#entries.to();
    const end = number(this.#lastId.get()?.[0] ?? 0) - kept;
    const untilMs = performance.now() + sliceMs;
    const times = new Map<number, readonly [min: UnixMs, max: UnixMs]>();
    let letters = 0;
    let to: MessageId = Math.min(end, from + sliceIds);
    for (const row of this.#rows.each(from, to)) {
      const [id, at] = [number(row[0]), number(row[3])];
      this.#entries.enter(row);
      const block = Math.floor(id / blockIds);
      const [min, max] = times.get(block) ?? [at, at];
      times.set(block, [Math.min(min, at), Math.max(max, at)]);
      letters += String(row[4]).length;
      if (letters < lettersPerLook) continue;
      if (performance.now() >= untilMs) {
        to = id;
        break;
      }
      letters = 0;
    }
    for (const [block, [min, max]] of times) this.#addTimes.run(block, min, max);
    this.#setTo.run(to);
    return true;
  }

  /** FTS5 says by the count of changes whether there was something to merge (https://sqlite.org/fts5.html#the_merge_command). */
  #mergeSome(): boolean {
    const before = number(this.#changes.get()?.[0]);
    this.#merge.run();
    return number(this.#changes.get()?.[0]) - before >= 2;
  }
}
