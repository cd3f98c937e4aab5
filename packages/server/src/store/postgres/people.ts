import type { Person, UserId } from "../../ports/model.ts";
import type { Row } from "../columns.ts";
import { number, textOrNull } from "../columns.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";
import { personOf } from "./users-table.ts";

/** Somebody with the key of their row. */
export type KeyedPerson = Person & { readonly key: number };

/** Anybody the store knows, saved or not, by the name they show: to those who were never saved their id. */
export class People {
  readonly #find: Statement;
  readonly #isAdmin: Statement;

  constructor(db: Connection) {
    this.#find = new Statement(
      db,
      "SELECT id, coalesce(kind, 0), coalesce(display_name, name), key, deleted_at FROM users WHERE id = $1",
    );
    this.#isAdmin = new Statement(db, "SELECT 1 FROM users WHERE id = $1 AND is_admin = 1");
  }

  /** Nobody for a deleted account. */
  async inUse(id: UserId): Promise<KeyedPerson | null> {
    const row = await this.#find.get(id);
    return row === null || row[4] !== null ? null : this.#personOf(id, row);
  }

  async find(id: UserId): Promise<KeyedPerson | null> {
    const row = await this.#find.get(id);
    return row && this.#personOf(id, row);
  }

  #personOf(id: UserId, row: Row): KeyedPerson {
    const key = number(row[3]);
    return textOrNull(row[2]) === null ? { id, kind: "address", name: id, key } : { ...personOf(row), key };
  }

  async isAdmin(id: UserId): Promise<boolean> {
    return (await this.#isAdmin.get(id)) !== null;
  }
}
