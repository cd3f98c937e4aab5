import { type OpenBlobs, openPostgresBlobs } from "../../../blobs/postgres/postgres-blobs.ts";
import { aloneIn } from "../../../store/postgres/fence.ts";
import { migrate } from "../../../store/postgres/migrate.ts";
import { type AloneInTransaction, renewSearch } from "../../../store/postgres/search-renewal.ts";
import type { Session } from "../../../store/postgres/session.ts";
import { PostgresRows } from "./postgres-rows.ts";
import { type DatabaseOptions, firstText, openSession, refuseOthers, shownUrl } from "./postgres-source.ts";
import { type Carried, MigrationError, type Target, type TargetState } from "./side.ts";
import { type Cells, type Table, tables } from "./tables.ts";

/** Of the session's advisory lock that one move at a time holds: "MOVE". */
const moveLock = 0x4d4f5645;

/** A database that becomes a copy. */
export class PostgresTarget implements Target {
  readonly name: string;
  readonly blobs: OpenBlobs;
  readonly #db: Session;
  readonly #rows: PostgresRows;
  readonly #alone: AloneInTransaction;

  private constructor(name: string, db: Session, blobs: OpenBlobs) {
    this.name = name;
    this.blobs = blobs;
    this.#db = db;
    this.#rows = new PostgresRows(db);
    this.#alone = aloneIn(db);
  }

  /** Makes the tables if need be. Rejects with MigrationError or StoreError. */
  static async open(options: DatabaseOptions): Promise<PostgresTarget> {
    const name = shownUrl(options.url);
    const db = await openSession(options);
    try {
      await refuseOthers(db, name);
      const { rows } = await db.query("SELECT pg_try_advisory_lock($1)", [moveLock]);
      if (rows[0]?.[0] !== true) throw new MigrationError(`something is being moved to ${name} already`);
      await migrate(db, { mayBeUnfinished: true });
      const target = new PostgresTarget(name, db, await openPostgresBlobs(options));
      await target.#rows.check(name).catch(async (error: unknown) => {
        await target.blobs.close();
        throw error;
      });
      return target;
    } catch (error) {
      await db.close();
      throw error;
    }
  }

  async state(): Promise<TargetState> {
    if ((await this.moving()) !== null) return "moving";
    // The lounge is in every database.
    const some = tables.map(({ name }) => `EXISTS (SELECT 1 FROM ${name} ${name === "rooms" ? "WHERE id <> 'lounge'" : ""})`);
    const { rows } = await this.#db.query(`SELECT ${some.join(" OR ")}`, []);
    return rows[0]?.[0] === true ? "used" : "empty";
  }

  async moving(): Promise<string | null> {
    return await firstText(this.#db, "SELECT value FROM meta WHERE key = 'unfinished'");
  }

  async begin(source: string): Promise<void> {
    await this.#alone(async (db) => {
      await db.query(`TRUNCATE ${tables.map(({ name }) => name).join(", ")}, writers, search, search_blocks`, []);
      await db.query("DELETE FROM meta WHERE key NOT IN ('version', 'secret')", []);
      await db.query("INSERT INTO meta (key, value) VALUES ('unfinished', $1)", [source]);
    });
  }

  async insert(table: Table, rows: readonly Cells[]): Promise<void> {
    await this.#rows.insert(table, rows);
  }

  async carry({ secret, firstAccount }: Carried, lastNumbers: ReadonlyMap<string, number>): Promise<void> {
    await this.#alone(async (db) => {
      await db.query("UPDATE meta SET value = $1 WHERE key = 'secret'", [secret.toString("hex")]);
      await db.query("DELETE FROM meta WHERE key = 'first_account'", []);
      if (firstAccount !== null) {
        await db.query("INSERT INTO meta (key, value) VALUES ('first_account', $1)", [String(firstAccount)]);
      }
      for (const { name, columns } of tables.filter(({ numbered }) => numbered !== undefined)) {
        const last = lastNumbers.get(name) ?? 0;
        // A sequence that has given nothing gives the value that it has.
        await db.query(`SELECT setval(pg_get_serial_sequence('${name}', '${columns[0]}'), $1, $2)`, [
          Math.max(last, 1),
          last > 0,
        ]);
      }
    });
  }

  async derive(): Promise<void> {
    await this.#db.query("UPDATE head SET last_id = (SELECT coalesce(max(id), 0) FROM log)", []);
    await this.#db.query("UPDATE rooms SET last_seq = coalesce((SELECT max(seq) FROM log WHERE room = rooms.key), 0)", []);
    await renewSearch(this.#alone);
    await this.#db.query("SELECT gin_clean_pending_list('search_keys')", []);
    // Plans go by what is known of the tables, and autovacuum may come a minute later.
    await this.#db.command("ANALYZE");
  }

  async finish(): Promise<void> {
    await this.#db.query("DELETE FROM meta WHERE key = 'unfinished'", []);
  }

  page(table: Table, after: Cells | null, limit: number): Promise<readonly Cells[]> {
    return this.#rows.page(table, after, limit);
  }

  carried(): Promise<Carried> {
    return this.#rows.carried();
  }

  lastNumber(table: Table): Promise<number> {
    return this.#rows.lastNumber(table);
  }

  async writableBlobs(): Promise<OpenBlobs> {
    return this.blobs;
  }

  async close(): Promise<void> {
    await this.blobs.close();
    await this.#db.close();
  }
}
