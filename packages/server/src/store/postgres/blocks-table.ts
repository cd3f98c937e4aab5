import type { UserId } from "../../ports/model.ts";
import { text } from "../columns.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

/** Reading who has blocked whom. */
export class BlocksTable {
  readonly #one: Statement;
  readonly #either: Statement;
  readonly #of: Statement;

  constructor(db: Connection) {
    const has = (by: string, other: string): string =>
      `SELECT 1 FROM blocks WHERE "user" = (SELECT key FROM users WHERE id = ${by}) AND other = (SELECT key FROM users WHERE id = ${other})`;
    this.#one = new Statement(db, has("$1", "$2"));
    this.#either = new Statement(db, `${has("$1", "$2")} UNION ALL ${has("$2", "$1")} LIMIT 1`);
    this.#of = new Statement(
      db,
      `SELECT u.id FROM blocks b JOIN users u ON u.key = b.other WHERE b."user" = (SELECT key FROM users WHERE id = $1) ORDER BY u.id`,
    );
  }

  async has(by: UserId, other: UserId): Promise<boolean> {
    return (await this.#one.get(by, other)) !== null;
  }

  async between(a: UserId, b: UserId): Promise<boolean> {
    return (await this.#either.get(a, b)) !== null;
  }

  async of(userId: UserId): Promise<UserId[]> {
    return (await this.#of.all(userId)).map(([id]) => text(id));
  }
}
