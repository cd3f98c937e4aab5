import type { Connection, Result, Value } from "../statement.ts";

/** For tests: counts how often something is sent when nothing is on its way: statements sent together are one way to PostgreSQL and back. */
export class Trips implements Connection {
  count = 0;
  readonly #db: Connection;
  #underWay = 0;

  constructor(db: Connection) {
    this.#db = db;
  }

  async query(sql: string, values: readonly Value[]): Promise<Result> {
    if (this.#underWay === 0) this.count += 1;
    this.#underWay += 1;
    try {
      return await this.#db.query(sql, values);
    } finally {
      this.#underWay -= 1;
    }
  }
}
