import pg from "pg";
import { StoreError } from "../../ports/store.ts";
import { type Address, addressOf, loginTo } from "../../postgres/address.ts";
import { endsConnection, failureOf, sqlState, unreachable } from "../../postgres/failures.ts";
import { hostOf } from "../../postgres/hosts.ts";
import { lockClass, tables } from "./tables.ts";

export type Value = number | string | Buffer | null | readonly number[];
export type Row = readonly unknown[];

/** What statements run on: a connection within a transaction, or any of the pool. Rejects with StoreError. */
export interface Queries {
  query(sql: string, values?: readonly Value[]): Promise<readonly Row[]>;
}

export interface BlobPoolOptions {
  readonly url: string;
  /** At once; others wait. */
  readonly connections: number;
  readonly connectMs: number;
  /** PostgreSQL ends a transaction in which nothing happened for so long, and who waits for what it locks gives up after twice that. */
  readonly idleMs: number;
}

/** Rows of bytes in text form are twice as long, and cost a fraction of a millisecond each; pg reads no other. */
export class BlobPool implements Queries {
  readonly #pool: pg.Pool;

  constructor({ url, connections, connectMs, idleMs }: BlobPoolOptions) {
    const address = addressOf(url);
    this.#pool = new pg.Pool({
      ...loginTo(address, address.hosts[0]),
      Client: clientOf(address, connectMs),
      max: connections,
      connectionTimeoutMillis: connectMs,
      application_name: "parlance blobs",
      keepAlive: true,
      idle_in_transaction_session_timeout: idleMs,
      statement_timeout: 2 * idleMs,
      // Of a server that says nothing at all.
      query_timeout: 3 * idleMs,
      options: "-c synchronous_commit=on",
    });
    // What is lost is seen by who uses it next.
    this.#pool.on("error", () => undefined);
    this.#pool.on("connect", (client) => client.on("error", () => undefined));
  }

  /** Makes the tables if they are not there; nodes that start together come one after another. */
  async migrate(): Promise<void> {
    await this.inTransaction(async (db) => {
      await db.query("SELECT pg_advisory_xact_lock($1, 0)", [lockClass]);
      if (!(await this.hasTables(db))) await db.query(tables);
    });
  }

  async hasTables(db: Queries = this): Promise<boolean> {
    const [found] = await db.query("SELECT to_regclass('blob_holds') IS NOT NULL");
    return found?.[0] === true;
  }

  async query(sql: string, values: readonly Value[] = []): Promise<readonly Row[]> {
    return await this.#onClient((db) => db.query(sql, values));
  }

  /** READ COMMITTED. What `work` rejects with undoes it, and comes out. */
  async inTransaction<T>(work: (db: Queries) => Promise<T>): Promise<T> {
    return await this.#onClient(async (db) => {
      await db.query("BEGIN");
      try {
        const value = await work(db);
        await db.commit();
        return value;
      } catch (error) {
        await db.query("ROLLBACK").catch(() => db.forget());
        throw error;
      }
    });
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #onClient<T>(work: (db: OnClient) => Promise<T>): Promise<T> {
    if (this.#pool.ended || this.#pool.ending) throw new StoreError("closed", "the blobs are closed");
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw storeErrorOf(error);
    });
    const db = new OnClient(client);
    try {
      return await work(db);
    } finally {
      client.release(db.isLost);
    }
  }
}

/** The pool makes its clients, and does not wait for anything before it: so they find out by themselves which host they are for. */
function clientOf(address: Address, connectMs: number): typeof pg.Client {
  return class extends pg.Client {
    override connect(): Promise<this>;
    override connect(callback: (error: Error) => void): void;
    override connect(callback?: (error: Error) => void): Promise<this> | undefined {
      const connected = hostOf(address, connectMs).then((host) => {
        Object.assign(this, host);
        return super.connect();
      });
      if (callback === undefined) return connected.then(() => this);
      connected.then(() => (callback as () => void)(), callback);
      return undefined;
    }
  };
}

class OnClient implements Queries {
  readonly #client: pg.PoolClient;
  /** Of no use to whoever comes next. */
  isLost = false;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  async query(sql: string, values: readonly Value[] = []): Promise<readonly Row[]> {
    try {
      // Several statements in one are only taken without values.
      const given = values.length === 0 ? { text: sql } : { text: sql, values: [...values] };
      return (await this.#client.query<unknown[]>({ ...given, rowMode: "array" })).rows ?? [];
    } catch (error) {
      if (sqlState(error) === null || endsConnection(error)) this.isLost = true;
      throw storeErrorOf(error);
    }
  }

  /** A COMMIT of what failed is answered with ROLLBACK. */
  async commit(): Promise<void> {
    try {
      const { command } = await this.#client.query("COMMIT");
      if (command !== "COMMIT") throw new StoreError("failed", "a transaction was undone");
    } catch (error) {
      this.isLost = true;
      throw storeErrorOf(error);
    }
  }

  forget(): undefined {
    this.isLost = true;
    return undefined;
  }
}

function storeErrorOf(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const failure = failureOf(error);
  if (failure !== null) return new StoreError(failure.code, failure.message, { cause: error });
  if (sqlState(error) === null) return unreachable(error);
  return new StoreError("failed", `a statement about blobs was refused (${String(error)})`, { cause: error });
}
