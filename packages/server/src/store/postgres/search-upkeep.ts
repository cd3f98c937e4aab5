import type { Bounds } from "../../ports/bounds.ts";
import { type Connection, Statement } from "./statement.ts";

/**
 * Sorts into the index what came into its list of pending entries (https://www.postgresql.org/docs/current/gin-implementation.html). Every search reads
 * that list, and whoever's entry makes it too long would sort it, holding up all writers for a good part of a second. So each node does it
 * for what it wrote itself, on a connection of its own, beside them.
 */
export class SearchUpkeep {
  readonly #sort: Statement;
  readonly #everyEntries: number;
  #entered = 0;
  #sorting: Promise<void> | null = null;

  /** `db`: not the writer's connection. */
  constructor(db: Connection, bounds: Pick<Bounds, "searchSortedAtOnce">) {
    this.#sort = new Statement(db, "SELECT gin_clean_pending_list('search_keys')");
    this.#everyEntries = bounds.searchSortedAtOnce;
  }

  /** To be told of each commit. What fails is tried again with the next: nothing is lost, as PostgreSQL does it in the end. */
  entered(messages: number): void {
    this.#entered += messages;
    if (this.#entered < this.#everyEntries || this.#sorting !== null) return;
    this.#entered = 0;
    this.#sorting = this.sort()
      .catch(() => undefined)
      .finally(() => {
        this.#sorting = null;
      });
  }

  async sort(): Promise<void> {
    await this.#sort.get();
  }

  /** What is under way, to its end. */
  async close(): Promise<void> {
    await this.#sorting;
  }
}
