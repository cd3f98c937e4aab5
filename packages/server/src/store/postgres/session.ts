import { createHash } from "node:crypto";
import { Socket } from "node:net";
import pg from "pg";
import { type Address, loginTo } from "../../postgres/address.ts";
import { endsConnection, followsRefused, sqlState, unreachable } from "../../postgres/failures.ts";
import { hostOf } from "../../postgres/hosts.ts";
import type { Connection, Result, Value } from "./statement.ts";
import { decodeText, encodeText } from "./text-codec.ts";

export interface SessionOptions {
  readonly address: Address;
  /** Shown in pg_stat_activity. */
  readonly name: string;
  readonly connectMs: number;
  /** Settings of PostgreSQL, in its units. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * A statement is planned once, on each connection, whatever its values: each row is looked up by an index, in one table after the other, as SQLite's
 * are. PostgreSQL would plan anew for each list of values, which for a run of posts takes longer than the run (write-posts.ts), and read whole
 * tables where it takes them to be small.
 */
const planning = {
  plan_cache_mode: "force_generic_plan",
  enable_hashjoin: "off",
  enable_mergejoin: "off",
  enable_seqscan: "off",
} as const;

const keepAliveAfterMs = 10_000;
const names = new Map<string, string>();

/** A statement is prepared once on each connection, under a name that says which it is. */
function nameOf(sql: string): string {
  let name = names.get(sql);
  if (name === undefined) {
    name = `p_${createHash("sha256").update(sql).digest("hex").slice(0, 32)}`;
    names.set(sql, name);
  }
  return name;
}

const { builtins } = pg.types;
const bigints = 1016;
const texts = 1009;

function integer(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new TypeError("a number in the database is no safe integer");
  return number;
}

/** pg's parser of arrays of texts, which reads those of numbers, too. */
function listOf(element: (value: string) => unknown): (value: string) => unknown {
  const parse = pg.types.getTypeParser(texts as never, "text") as (value: string) => (string | null)[];
  return (value) => parse(value).map((one) => (one === null ? null : element(one)));
}

const parsers: Readonly<Record<number, (value: string) => unknown>> = {
  [builtins.INT8]: integer,
  // Sums of bigint.
  [builtins.NUMERIC]: integer,
  [builtins.TEXT]: decodeText,
  [builtins.VARCHAR]: decodeText,
  [texts]: listOf(decodeText),
  [bigints]: listOf(integer),
};

const types = {
  getTypeParser: ((type: number, format: "text") => parsers[type] ?? pg.types.getTypeParser(type, format)) as never,
};

function encoded(value: Value): unknown {
  if (typeof value === "string") return encodeText(value);
  return Array.isArray(value) ? value.map((one) => (typeof one === "string" ? encodeText(one) : one)) : value;
}

/** One connection, of which it is known when it is lost. It is not made again: who needs another opens one. */
export class Session implements Connection {
  readonly #client: pg.Client;
  readonly #socket: Socket;
  #lost: Error | null = null;
  /** What a statement was refused with last, other than for following one that was. */
  #cause: unknown = null;
  /** How many statements and commands it was asked for. */
  asked = 0;

  private constructor(client: pg.Client, socket: Socket) {
    this.#client = client;
    this.#socket = socket;
    const lose = (error: Error): void => {
      this.#lost ??= error;
    };
    client.on("error", lose);
    client.on("end", () => lose(new Error("the connection was closed")));
  }

  /** Rejects with StoreError. */
  static async open({ address, name, connectMs, settings = {} }: SessionOptions): Promise<Session> {
    const startedMs = performance.now();
    const host = await hostOf(address, connectMs);
    const socket = new Socket();
    const client = new pg.Client({
      ...loginTo(address, host),
      stream: () => socket,
      types,
      pipeline: true,
      application_name: name,
      keepAlive: true,
      keepAliveInitialDelayMillis: keepAliveAfterMs,
    });
    const session = new Session(client, socket);
    // Over the whole: a server that takes the connection and then says nothing is no better than none.
    const timer = setTimeout(
      () => session.cut(new Error(`no answer in ${connectMs} ms`)),
      startedMs + connectMs - performance.now(),
    );
    try {
      await client.connect();
      await session.#prepare(settings);
      return session;
    } catch (error) {
      const cause = session.#lost ?? error;
      session.cut(unreachable(error));
      throw unreachable(sqlState(error) === null ? cause : error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** How much the server said so far. */
  get heardBytes(): number {
    return this.#socket.bytesRead;
  }

  /** Why it is of no use any more; null while it is. */
  get lost(): Error | null {
    return this.#lost;
  }

  async query(sql: string, values: readonly Value[]): Promise<Result> {
    this.asked += 1;
    try {
      const query = { text: sql, name: nameOf(sql), values: values.map(encoded), rowMode: "array" as const };
      const { rows, rowCount } = await this.#client.query<unknown[]>(query);
      return { rows, changed: rowCount ?? 0 };
    } catch (error) {
      throw this.#refusal(error);
    }
  }

  /** A command without values, such as BEGIN. Answers what was done, in PostgreSQL's word: a COMMIT may be answered with ROLLBACK. */
  async command(sql: string): Promise<string> {
    this.asked += 1;
    try {
      return (await this.#client.query(sql)).command;
    } catch (error) {
      throw this.#refusal(error);
    }
  }

  /** Tells PostgreSQL, and waits for the end. */
  async close(): Promise<void> {
    if (this.#lost === null) await this.#client.end();
  }

  /** Ends it without a word; what was not answered rejects. */
  cut(why: Error): void {
    this.#lost ??= why;
    this.#socket.destroy(why);
  }

  #refusal(error: unknown): unknown {
    // Of statements sent together whoever is heard first must not hear of the others' failure alone.
    if (followsRefused(error) && this.#cause !== null) return this.#cause;
    this.#cause = error;
    if (endsConnection(error)) this.cut(unreachable(error));
    else if (this.#lost === null || sqlState(error) !== null) return error;
    return unreachable(endsConnection(error) ? error : this.#lost);
  }

  async #prepare(settings: Readonly<Record<string, string>>): Promise<void> {
    const all = Object.entries({ jit: "off", default_transaction_isolation: "read committed", ...planning, ...settings });
    await Promise.all([
      // What was answered is on the disk, whatever the server's own setting; a stronger one stays.
      this.query(
        `SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit')
           WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false)`,
        [],
      ),
      ...all.map(([name, value]) => this.query("SELECT set_config($1, $2, false)", [name, value])),
    ]);
  }
}
