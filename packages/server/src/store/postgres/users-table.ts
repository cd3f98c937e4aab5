import type { User, UserId } from "../../ports/model.ts";
import type { TokenRow } from "../../ports/users.ts";
import { number, numberOrNull, text } from "../columns.ts";
import { userColumns, userOf } from "../user-columns.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

export { personOf, shownName, userColumns, userOf } from "../user-columns.ts";

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
