import type { SessionLife, UserStanding } from "../../ports/cluster.ts";
import type { UnixMs, UserId } from "../../ports/model.ts";
import { wholeServer } from "../ban-rows.ts";
import { number, text } from "../columns.ts";
import { userColumns, userOf } from "../user-columns.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

/** What one of several servers asks to know what the others did. */
export class ClusterReads {
  readonly #now: Statement;
  readonly #sessions: Statement;
  readonly #users: Statement;

  constructor(db: Connection) {
    this.#now = new Statement(db, "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint");
    this.#sessions = new Statement(db, "SELECT session, max(expires_at) FROM tokens WHERE session = ANY ($1) GROUP BY session");
    this.#users = new Statement(
      db,
      `SELECT ${userColumns}, EXISTS (SELECT 1 FROM bans b WHERE b.room = ${wholeServer} AND b."user" = u.key
         AND (b.until IS NULL OR b.until > $2)) FROM users u
       WHERE u.id = ANY ($1) AND (u.kind IS NOT NULL OR u.deleted_at IS NOT NULL)`,
    );
  }

  /** The database server's clock, at the statement, not at the beginning of its transaction. */
  async sharedNow(): Promise<UnixMs> {
    return number((await this.#now.get())?.[0] ?? 0);
  }

  async sessionsAmong(ids: readonly string[]): Promise<readonly SessionLife[]> {
    const rows = await this.#sessions.all([...new Set(ids)]);
    return inOrder(
      ids,
      rows.map(([id, expiresAt]) => ({ id: text(id), expiresAt: number(expiresAt) })),
      ({ id }) => id,
    );
  }

  async usersAmong(ids: readonly UserId[], at: UnixMs): Promise<readonly UserStanding[]> {
    const rows = await this.#users.all([...new Set(ids)], at);
    const found = rows.map((row) => ({ user: userOf(row), isBanned: row[6] === true }));
    return inOrder(ids, found, ({ user }) => user.id);
  }
}

function inOrder<T>(ids: readonly string[], found: readonly T[], idOf: (one: T) => string): T[] {
  const byId = new Map(found.map((one) => [idOf(one), one]));
  return [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
}
