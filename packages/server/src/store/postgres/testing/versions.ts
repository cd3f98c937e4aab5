/** For tests: programs of several versions, whose tables differ by something that none of the others uses. */
import { addressOf } from "../../../postgres/address.ts";
import { migrate } from "../migrate.ts";
import type { Migration } from "../migrations/list.ts";
import { released } from "../migrations/list.ts";
import { Session } from "../session.ts";
import { StoreInDatabase } from "./store-in-database.ts";

const first = released.length;

export const adding: Migration = { kind: "at_once", oldest: first, sql: "ALTER TABLE users ADD COLUMN motto text" };
export const indexing: Migration = {
  kind: "index",
  oldest: first,
  name: "users_motto",
  sql: "CREATE INDEX CONCURRENTLY users_motto ON users (motto)",
};
/** A few each time. */
export const filling: Migration = {
  kind: "in_slices",
  oldest: first,
  sql: "UPDATE log SET text = text || '!' WHERE id IN (SELECT id FROM log WHERE type = 0 AND text NOT LIKE '%!' ORDER BY id LIMIT 10)",
};
/** Whoever writes asks for this, to know who is gone. */
export const removing: Migration = {
  kind: "at_once",
  oldest: first + 1,
  sql: "ALTER TABLE users RENAME COLUMN deleted_at TO ended_at",
};

/** A connection that is ended with the test. */
export async function connected(url: string): Promise<Session & AsyncDisposable> {
  const session = await Session.open({ address: addressOf(url), name: "trial", connectMs: 10_000 });
  return Object.assign(session, { [Symbol.asyncDispose]: () => session.close() });
}

/** What a program that knows these, after the released ones, does first. */
export async function migrated(url: string, more: readonly Migration[], waitMs = 10_000): Promise<void> {
  await using session = await connected(url);
  await migrate(session, { migrations: [...released, ...more], waitMs });
}

/** A server of that program. */
export function started(url: string, ...more: readonly Migration[]): Promise<StoreInDatabase> {
  return StoreInDatabase.make({ url, migrations: [...released, ...more] });
}

/** The version of the tables, and the oldest that may use them. */
export async function versionsOf(url: string): Promise<readonly unknown[]> {
  await using session = await connected(url);
  const { rows } = await session.query("SELECT (SELECT value FROM meta WHERE key = 'version'), oldest, last_id FROM head", []);
  return rows[0] ?? [];
}

/** Waits until PostgreSQL has somebody of whom the condition holds; answers their process ids. */
export async function seen(session: Session, condition: string): Promise<readonly unknown[]> {
  for (;;) {
    const ask = `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND ${condition}`;
    const { rows } = await session.query(ask, []);
    if (rows.length > 0) return rows.map(([pid]) => pid);
  }
}
