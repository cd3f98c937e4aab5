import type { DatabaseSync } from "node:sqlite";
import type { UserId } from "../../ports/model.ts";
import { text } from "../columns.ts";
import { compareText } from "../text.ts";
import { Statement } from "./statement.ts";

/** Reading who has blocked whom. */
export class BlocksTable {
  readonly #one: Statement;
  readonly #any: Statement;
  readonly #of: Statement;

  constructor(db: DatabaseSync) {
    const user = "(SELECT key FROM users WHERE id = ?)";
    this.#one = new Statement(db, `SELECT 1 FROM blocks WHERE user = ${user} AND other = ${user}`);
    this.#any = new Statement(db, "SELECT 1 FROM blocks WHERE user = ? LIMIT 1");
    this.#of = new Statement(db, `SELECT u.id FROM blocks b CROSS JOIN users u ON u.key = b.other WHERE b.user = ${user}`);
  }

  has(by: UserId, other: UserId): boolean {
    return this.#one.get(by, other) !== null;
  }

  between(a: UserId, b: UserId): boolean {
    return this.has(a, b) || this.has(b, a);
  }

  /** Whether the user of this key has blocked anybody. */
  anyBy(user: number): boolean {
    return this.#any.get(user) !== null;
  }

  of(userId: UserId): UserId[] {
    return this.#of
      .all(userId)
      .map(([id]) => text(id))
      .sort(compareText);
  }
}
