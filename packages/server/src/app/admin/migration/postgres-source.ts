import { setTimeout as delay } from "node:timers/promises";
import { readPostgresBlobs } from "../../../blobs/postgres/postgres-blobs.ts";
import type { Bounds } from "../../../ports/bounds.ts";
import { addressOf, shownHost } from "../../../postgres/address.ts";
import { number, text } from "../../../store/columns.ts";
import { Session } from "../../../store/postgres/session.ts";
import { PostgresRows } from "./postgres-rows.ts";
import { MigrationError, type Source } from "./side.ts";

export interface DatabaseOptions {
  readonly url: string;
  readonly bounds: Bounds;
  /** Go on while servers are connected. */
  readonly isForced: boolean;
}

/** Where it is, without the password. */
export function shownUrl(url: string): string {
  const { hosts, database } = addressOf(url);
  return `postgres://${hosts.map(shownHost).join()}/${database}`;
}

export async function openSession({ url, bounds }: DatabaseOptions): Promise<Session> {
  return await Session.open({ address: addressOf(url), name: "parlance admin", connectMs: bounds.databaseConnectMs });
}

/** A server that has just stopped is seen to be connected for a moment. */
const goneInMs = 2_000;
const lookEveryMs = 50;

/** Rejects with MigrationError when servers, or other moves, are connected to the database. */
export async function refuseOthers(db: Session, name: string): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += lookEveryMs) {
    const { rows } = await db.query(
      `SELECT count(*) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name LIKE 'parlance %' AND pid <> pg_backend_pid()`,
      [],
    );
    const count = number(rows[0]?.[0]);
    if (count === 0) return;
    if (waitedMs >= goneInMs) {
      throw new MigrationError(`${name} is in use (${count} connections of Parlance); stop all servers first`);
    }
    await delay(lookEveryMs);
  }
}

/** What every batch of writes changes. */
async function pulseOf(db: Session): Promise<string> {
  const sql =
    "SELECT h.last_id, h.pulse, (SELECT coalesce(sum(number), 0) FROM writers), (SELECT coalesce(max(at), 0) FROM writers) FROM head h";
  return JSON.stringify((await db.query(sql, [])).rows);
}

/** Opens a database that no server is connected to, as it is at this instant. Rejects with MigrationError or StoreError. */
export async function openPostgresSource(options: DatabaseOptions): Promise<Source> {
  const name = shownUrl(options.url);
  const db = await openSession(options);
  try {
    if (!options.isForced) await refuseOthers(db, name);
    // All of it is read as it is now, whoever writes.
    await db.command("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const rows = new PostgresRows(db);
    await rows.check(name);
    if ((await db.query("SELECT 1 FROM meta WHERE key = 'unfinished'", [])).rows.length > 0) {
      throw new MigrationError(`what was being moved to ${name} is not all there`);
    }
    const pulse = await pulseOf(db);
    const blobs = await readPostgresBlobs(options);
    return {
      name,
      page: (table, after, limit) => rows.page(table, after, limit),
      carried: () => rows.carried(),
      lastNumber: (table) => rows.lastNumber(table),
      blobs,
      async unchanged() {
        const other = await openSession(options);
        try {
          if ((await pulseOf(other)) === pulse) return;
        } finally {
          await other.close();
        }
        throw new MigrationError(`somebody has written to ${name} meanwhile: stop all servers, and move it again`);
      },
      async close() {
        await blobs.close();
        await db.close();
      },
    };
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** `text` of a single value; null when there is no row. */
export async function firstText(db: Session, sql: string): Promise<string | null> {
  const [row] = (await db.query(sql, [])).rows;
  return row === undefined ? null : text(row[0]);
}
