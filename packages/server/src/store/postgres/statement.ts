import type { Row } from "../columns.ts";

/** What a statement may be given. Numbers are safe integers; texts may hold any Unicode, NUL included (text-codec.ts). */
export type Value = number | string | boolean | null | Buffer | readonly (number | string | boolean | null)[];

export interface Result {
  readonly rows: readonly Row[];
  /** Rows inserted, updated or deleted. */
  readonly changed: number;
}

/**
 * Something that statements run on: a connection within its transaction, or a pool. Rows come as arrays, `bigint` as safe integers, texts as
 * they were given. Statements called without waiting for one another are sent at once and run in that order (pipelining): who needs
 * the answers of several waits for them together. Rejects with StoreError for what says something about the database, and with what `pg` throws
 * for a statement that was refused.
 */
export interface Connection {
  query(sql: string, values: readonly Value[]): Promise<Result>;
}

/** A prepared statement, with `$1` … for its values. */
export class Statement {
  readonly #db: Connection;
  readonly #sql: string;

  constructor(db: Connection, sql: string) {
    this.#db = db;
    this.#sql = sql;
  }

  async get(...values: Value[]): Promise<Row | null> {
    return (await this.#db.query(this.#sql, values)).rows[0] ?? null;
  }

  async all(...values: Value[]): Promise<readonly Row[]> {
    return (await this.#db.query(this.#sql, values)).rows;
  }

  /** Answers the number of rows changed. */
  async run(...values: Value[]): Promise<number> {
    return (await this.#db.query(this.#sql, values)).changed;
  }
}
