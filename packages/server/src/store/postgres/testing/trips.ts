import type { Connection, Result, Value } from "../statement.ts";

/**
 * For tests: counts the ways to PostgreSQL and back. Statements sent together are one, and nobody hears of any of their answers before all are
 * there: else it would be a matter of luck which statement still goes with which.
 */
export class Trips implements Connection {
  count = 0;
  readonly #db: Connection;
  #trip: Promise<unknown>[] = [];

  constructor(db: Connection) {
    this.#db = db;
  }

  async query(sql: string, values: readonly Value[]): Promise<Result> {
    if (this.#trip.length === 0) this.count += 1;
    const trip = this.#trip;
    const answer = this.#db.query(sql, values);
    trip.push(answer);
    try {
      return await answer;
    } finally {
      // More may have been sent while these were waited for.
      for (let sent = 0; sent < trip.length; ) {
        sent = trip.length;
        await Promise.allSettled(trip);
      }
      if (this.#trip === trip) this.#trip = [];
    }
  }
}
