import { StoreError } from "../../ports/store.ts";
import type { Row } from "../columns.ts";
import { number } from "../columns.ts";
import type { Session } from "./session.ts";

export const secretBytes = 32;

async function one(session: Session, sql: string): Promise<Row> {
  return (await session.query(sql, [])).rows[0] ?? [];
}

/** Rejects with StoreError `damaged` for a database that tables with any text cannot be made in. */
export async function checkFit(session: Session): Promise<void> {
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

/** 0 for an empty database. Tables that came with an extension are nobody's. Rejects with StoreError `damaged` when it is not ours. */
export async function versionOf(session: Session): Promise<number> {
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

/** Rejects with StoreError `damaged` while what is moved here (app/admin/migration) is not all there. */
export async function checkFinished(session: Session): Promise<void> {
  if ((await versionOf(session)) === 0) return;
  const { rows } = await session.query("SELECT 1 FROM meta WHERE key = 'unfinished'", []);
  if (rows.length > 0) throw new StoreError("damaged", "what was being moved to the database is not all there; move it again");
}

/** Who knows fewer versions than this may not use it; of a database that has a version. */
export async function oldestOf(session: Session): Promise<number> {
  return number((await one(session, "SELECT oldest FROM head"))[0]);
}

export async function secretOf(session: Session): Promise<Buffer> {
  const [value] = await one(session, "SELECT value FROM meta WHERE key = 'secret'");
  const secret = typeof value === "string" ? Buffer.from(value, "hex") : Buffer.alloc(0);
  if (secret.length === secretBytes) return secret;
  throw new StoreError("damaged", "the database has lost its secret (meta, 'secret'); restore a backup");
}

/** Why a program that knows so many versions does nothing with a database that wants `oldest`. */
export function newerThan(known: number, oldest: number): StoreError {
  const message = `the database was written by a newer version of Parlance (it wants version ${oldest} of its tables, this server knows ${known}); start that version`;
  return new StoreError("newer", message);
}

function foreign(): StoreError {
  return new StoreError(
    "damaged",
    "the database has tables in it and is not one of Parlance; give it a database of its own (CREATE DATABASE parlance)",
  );
}
