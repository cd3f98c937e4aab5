import type { Person, User, UserId } from "../../ports/model.ts";
import type { TokenRow } from "../../ports/store.ts";
import { userKinds, wordOf } from "../codes.ts";
import type { Row } from "../columns.ts";
import { number, numberOrNull, text, textOrNull } from "../columns.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

/** The name of `u` in an event `l`: as it was then, or that of a deleted account. */
export const shownName = "CASE WHEN u.deleted_at IS NULL THEN l.user_name ELSE u.name END";

/** A deleted account was one. */
export const userColumns = "u.id, coalesce(u.kind, 0), u.name, u.display_name, u.created_at, u.last_active_at";
const saved = "u.kind IS NOT NULL";

/** Reading users and tokens. */
export class UsersTable {
  readonly #byId: Statement;
  readonly #byName: Statement;
  readonly #recent: Statement;
  readonly #byToken: Statement;

  constructor(db: Connection) {
    this.#byId = new Statement(
      db,
      `SELECT ${userColumns} FROM users u WHERE u.id = $1 AND (${saved} OR u.deleted_at IS NOT NULL)`,
    );
    this.#byName = new Statement(
      db,
      `SELECT ${userColumns}, u.password_hash FROM names n JOIN users u ON u.key = n."user" WHERE n.key = $1 AND n.is_display = 0`,
    );
    this.#recent = new Statement(
      db,
      `SELECT ${userColumns} FROM users u WHERE ${saved} ORDER BY u.last_active_at DESC, u.id LIMIT $1`,
    );
    this.#byToken = new Statement(
      db,
      `SELECT ${userColumns}, t.session, t.expires_at, t.used_at FROM tokens t JOIN users u ON u.key = t."user" WHERE t.hash = $1`,
    );
  }

  async find(id: UserId): Promise<User | null> {
    const row = await this.#byId.get(id);
    return row && userOf(row);
  }

  async credentials(nameKey: string): Promise<{ user: User; passwordHash: string } | null> {
    const row = await this.#byName.get(nameKey);
    return row && { user: userOf(row), passwordHash: text(row[6]) };
  }

  async recent(limit: number): Promise<User[]> {
    return (await this.#recent.all(limit)).map(userOf);
  }

  async findToken(hash: string): Promise<TokenRow | null> {
    const row = await this.#byToken.get(hash);
    return row && { sessionId: text(row[6]), expiresAt: number(row[7]), usedAt: numberOrNull(row[8]), user: userOf(row) };
  }
}

export function userOf(row: Row): User {
  const [, , , displayName, createdAt, lastActiveAt] = row;
  return {
    ...personOf(row),
    displayName: textOrNull(displayName ?? null),
    createdAt: number(createdAt),
    lastActiveAt: number(lastActiveAt),
  };
}

/** Of columns id, kind, name. */
export function personOf([id, kind, name]: Row): Person {
  return { id: text(id), kind: wordOf(userKinds, kind), name: text(name) };
}
