import { setTimeout as delay } from "node:timers/promises";
import { StoreError } from "../../ports/store.ts";
import { failureOf, sqlState } from "../../postgres/failures.ts";
import { checkFinished, checkFit, newerThan, oldestOf, secretOf, versionOf } from "./database-state.ts";
import { step } from "./migration-steps.ts";
import type { Migration } from "./migrations/list.ts";
import { released } from "./migrations/list.ts";
import type { Session } from "./session.ts";

/** Of a database that is up to date. */
export const currentVersion = released.length;

/** Of the advisory lock under which a database is changed: "PARL". Advisory locks are of one database. */
const lockKey = 0x5041524c;
/** Between two looks whether it is free. Who waits for it in PostgreSQL would keep an index from ever being finished. */
const lockGapMs = 50;

export interface MigrateOptions {
  /** What the program knows; those that were released unless told, for tests. */
  readonly migrations?: readonly Migration[];
  /** For another server that changes the database, after which `busy`. */
  readonly waitMs?: number;
  /** Whether a move into it (app/admin/migration) may be under way; else that is `damaged`. */
  readonly mayBeUnfinished?: boolean;
}

/**
 * Brings the database up to date and answers its secret; servers that start together come one after another. One that is of a later version
 * already, which this program may use all the same, stays as it is. Rejects with StoreError: `newer`, `damaged` (not ours, not fit for texts, or half of a move), `read_only`,
 * `full`, `busy` (another changes it, or holds a table), `unavailable`; what was done stays, and is gone on with the next time.
 */
export async function migrate(session: Session, options: MigrateOptions = {}): Promise<Buffer> {
  const { migrations = released, waitMs = 10_000, mayBeUnfinished = false } = options;
  try {
    await checkFit(session);
    if (!mayBeUnfinished) await checkFinished(session);
    if ((await nextOf(session, migrations)) !== null) {
      await underLock(session, waitMs, () => upToDate(session, migrations));
    }
    return await secretOf(session);
  } catch (error) {
    throw openingError(error);
  }
}

async function upToDate(session: Session, migrations: readonly Migration[]): Promise<void> {
  // An index may take hours.
  await session.command("SET statement_timeout = 0");
  for (let next = await nextOf(session, migrations); next !== null; next = await nextOf(session, migrations)) {
    await step(session, next.migration, next.version);
  }
}

/** The version to go to; null when there is none that is known. */
async function nextOf(
  session: Session,
  migrations: readonly Migration[],
): Promise<{ readonly migration: Migration; readonly version: number } | null> {
  const version = await versionOf(session);
  if (version > 0) {
    const oldest = await oldestOf(session);
    if (oldest > migrations.length) throw newerThan(migrations.length, oldest);
  }
  const migration = migrations[version];
  return migration === undefined ? null : { migration, version: version + 1 };
}

/** The lock is the connection's: with it, it is gone. */
async function underLock(session: Session, waitMs: number, work: () => Promise<void>): Promise<void> {
  const untilMs = performance.now() + waitMs;
  while (!(await isGiven(session))) {
    if (performance.now() >= untilMs) {
      throw new StoreError("busy", "another server is bringing the database up to date; start this one when it has");
    }
    await delay(lockGapMs);
  }
  try {
    await work();
  } finally {
    if (session.lost === null) await session.query("SELECT pg_advisory_unlock($1)", [lockKey]);
  }
}

async function isGiven(session: Session): Promise<boolean> {
  const { rows } = await session.query("SELECT pg_try_advisory_lock($1)", [lockKey]);
  return rows[0]?.[0] === true;
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
