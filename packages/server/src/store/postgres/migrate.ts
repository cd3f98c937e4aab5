import { randomBytes } from "node:crypto";
import { StoreError } from "../../ports/store.ts";
import type { Row } from "../columns.ts";
import { failureOf, sqlState } from "./failures.ts";
import { first } from "./migrations/first.ts";
import type { Session } from "./session.ts";

/** Each takes a database from the version that is its place to the next. Never change one that was released; add at the end. */
const migrations: readonly string[] = [first];
/** Of a database that is up to date. */
export const currentVersion = migrations.length;

const secretBytes = 32;
/** Of the advisory lock under which a database is looked at and changed: "PARL". Advisory locks are of one database. */
const lockKey = 0x5041524c;

/**
 * Brings the database up to date, in one transaction, and answers its secret; nodes that start together come one after another. Rejects with
 * StoreError, nothing changed: `newer`, `damaged` (not ours, not fit for texts, or a move into it was not finished, unless it may be), `read_only`, `full`, `unavailable`.
 */
export async function migrate(session: Session, mayBeUnfinished = false): Promise<Buffer> {
  await session.command("BEGIN");
  try {
    await session.query("SELECT pg_advisory_xact_lock($1)", [lockKey]);
    await checkEncoding(session);
    const version = await versionOf(session);
    if (version > migrations.length) {
      throw new StoreError(
        "newer",
        `the database was written by a newer version of Parlance (its version is ${version}, this server knows ${migrations.length})`,
      );
    }
    for (const migration of migrations.slice(version)) await session.command(migration);
    if (version === 0) {
      const secret = randomBytes(secretBytes).toString("hex");
      await session.query("INSERT INTO meta (key, value) VALUES ('version', '0'), ('secret', $1)", [secret]);
    }
    if (version < migrations.length) {
      await session.query("UPDATE meta SET value = $1 WHERE key = 'version'", [String(migrations.length)]);
    }
    if (!mayBeUnfinished) await checkFinished(session);
    const secret = await secretOf(session);
    await session.command("COMMIT");
    return secret;
  } catch (error) {
    if (session.lost === null) await session.command("ROLLBACK");
    throw openingError(error);
  }
}

/** `unfinished` in `meta`: what was being moved here (app/admin/migration). */
async function checkFinished(session: Session): Promise<void> {
  const { rows } = await session.query("SELECT 1 FROM meta WHERE key = 'unfinished'", []);
  if (rows.length > 0) throw new StoreError("damaged", "what was being moved to the database is not all there; move it again");
}

async function one(session: Session, sql: string): Promise<Row> {
  return (await session.query(sql, [])).rows[0] ?? [];
}

async function checkEncoding(session: Session): Promise<void> {
  const [encoding, schema] = await one(session, "SELECT current_setting('server_encoding'), current_schema()");
  if (encoding !== "UTF8") {
    throw new StoreError(
      "damaged",
      `the database has the encoding ${String(encoding)}; make one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0`,
    );
  }
  if (schema === null) {
    throw new StoreError(
      "damaged",
      "the database has no schema for tables; CREATE SCHEMA public, or set a search_path for the user",
    );
  }
}

/** 0 for an empty database. Tables that came with an extension are nobody's. */
async function versionOf(session: Session): Promise<number> {
  const [tables, meta] = await one(
    session,
    `SELECT count(*), count(*) FILTER (WHERE relname = 'meta') FROM pg_class c
     WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
       AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`,
  );
  if (tables === 0) return 0;
  const [columns] = await one(
    session,
    `SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute
     WHERE attrelid = to_regclass(quote_ident(current_schema()) || '.meta') AND attnum > 0 AND NOT attisdropped`,
  );
  if (meta !== 1 || columns !== "key value") throw foreign();
  const [value] = await one(session, "SELECT value FROM meta WHERE key = 'version'");
  const version = typeof value === "string" && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : null;
  if (version === null) throw foreign();
  return version;
}

async function secretOf(session: Session): Promise<Buffer> {
  const [value] = await one(session, "SELECT value FROM meta WHERE key = 'secret'");
  const secret = typeof value === "string" ? Buffer.from(value, "hex") : Buffer.alloc(0);
  if (secret.length === secretBytes) return secret;
  throw new StoreError("damaged", "the database has lost its secret (meta, 'secret'); restore a backup");
}

function foreign(): StoreError {
  return new StoreError(
    "damaged",
    "the database has tables in it and is not one of Parlance; give it a database of its own (CREATE DATABASE parlance)",
  );
}

const deniedState = "42501";

function openingError(error: unknown): unknown {
  if (sqlState(error) === deniedState) {
    return new StoreError(
      "read_only",
      `the user of the database may not make tables in it; GRANT CREATE ON SCHEMA (${String(error)})`,
    );
  }
  const failure = failureOf(error);
  return failure === null || error instanceof StoreError
    ? error
    : new StoreError(failure.code, failure.message, { cause: error });
}
