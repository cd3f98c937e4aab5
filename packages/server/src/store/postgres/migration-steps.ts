import { randomBytes } from "node:crypto";
import { StoreError } from "../../ports/store.ts";
import { secretBytes } from "./database-state.ts";
import type { Migration } from "./migrations/list.ts";
import type { Session } from "./session.ts";

/**
 * For one lock of a table: whoever asks for it after the migration waits as long. Then it lets go and is tried again. Less than
 * `databaseHoldMs`, after which the writers would end it.
 */
const lockWaitMs = 1_000;

/**
 * Takes the database to `version`. What was done of it stays done when it rejects, and doing it again goes on from there: the version is
 * written with the last of it.
 */
export async function step(session: Session, migration: Migration, version: number): Promise<void> {
  switch (migration.kind) {
    case "at_once":
      await alone(session, version, async () => {
        await session.command(migration.sql);
        await arrive(session, migration, version);
      });
      return;
    case "index":
      await index(session, migration);
      await alone(session, version, () => arrive(session, migration, version));
      return;
    case "in_slices":
      while (!(await slice(session, migration, version)));
  }
}

/** In a transaction that no writer is beside: the first makes the table by which it is held off. */
async function alone<T>(session: Session, version: number, work: () => Promise<T>): Promise<T> {
  await session.command("BEGIN");
  try {
    if (version > 1) await session.query("SELECT last_id FROM head FOR UPDATE", []);
    await session.command(`SET LOCAL lock_timeout = ${lockWaitMs}`);
    const value = await work();
    if ((await session.command("COMMIT")) !== "COMMIT") throw new StoreError("failed", "a migration was undone");
    return value;
  } catch (error) {
    if (session.lost === null) await session.command("ROLLBACK");
    throw error;
  }
}

/** In the table of the lock of all writers, `oldest` is seen by each of them with the lock itself, and by none too late. */
async function arrive(session: Session, { oldest }: Migration, version: number): Promise<void> {
  if (version === 1) {
    const secret = randomBytes(secretBytes).toString("hex");
    await session.query("INSERT INTO meta (key, value) VALUES ('version', '0'), ('secret', $1)", [secret]);
  }
  await session.query("UPDATE meta SET value = $1 WHERE key = 'version'", [String(version)]);
  await session.query("UPDATE head SET oldest = greatest(oldest, $1)", [oldest]);
}

/** One that was begun and not finished is there, and of no use. */
async function index(session: Session, { name, sql }: Extract<Migration, { readonly kind: "index" }>): Promise<void> {
  const find = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass($1)";
  const [found] = (await session.query(find, [name])).rows;
  if (found?.[0] === true) return;
  await session.command(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
  await session.command(sql);
}

/** Answers whether that was all. Nobody writes between the look that finds nothing more and the version. */
async function slice(
  session: Session,
  migration: Extract<Migration, { readonly kind: "in_slices" }>,
  version: number,
): Promise<boolean> {
  return await alone(session, version, async () => {
    const { changed } = await session.query(migration.sql, []);
    if (changed === 0) await arrive(session, migration, version);
    return changed === 0;
  });
}
