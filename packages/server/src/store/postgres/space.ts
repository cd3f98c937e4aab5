import { StoreError } from "../../ports/store.ts";
import { failureOf } from "../../postgres/failures.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

/** A trial found no space, which refuses nobody else: what is smaller may fit. */
export class NoSpace extends StoreError {}

/**
 * Whether the database has space for what is said next. A counter finds room in the page that it is in, however full the disk; so once something was
 * refused for want of space a trial must find some: half a megabyte, which is given back.
 */
export class Space {
  readonly #make: Statement;
  readonly #drop: Statement;
  #isDoubted = false;

  constructor(db: Connection) {
    this.#make = new Statement(db, "CREATE TABLE trial_of_space AS SELECT repeat('x', 1000) AS x FROM generate_series(1, 500)");
    this.#drop = new Statement(db, "DROP TABLE trial_of_space");
  }

  /** Something was refused as `full`. */
  doubt(): void {
    this.#isDoubted = true;
  }

  /** In a savepoint, under the writers' lock. Rejects with NoSpace. */
  async look(): Promise<void> {
    if (!this.#isDoubted) return;
    try {
      await this.#make.run();
    } catch (error) {
      const failure = failureOf(error);
      throw failure?.code === "full" ? new NoSpace("full", failure.message, { cause: error }) : error;
    }
    await this.#drop.run();
    this.#isDoubted = false;
  }
}
