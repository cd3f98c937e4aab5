import { number } from "../columns.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

/** The account that holds a name, as its name or as its display name. */
export class Names {
  readonly #holder: Statement;
  readonly #add: Statement;
  readonly #free: Statement;

  constructor(db: Connection) {
    this.#holder = new Statement(db, 'SELECT "user" FROM names WHERE key = $1');
    this.#add = new Statement(db, 'INSERT INTO names (key, "user", is_display) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING');
    this.#free = new Statement(db, "DELETE FROM names WHERE key = $1 AND is_display = 1");
  }

  async holder(nameKey: string): Promise<number | null> {
    const row = await this.#holder.get(nameKey);
    return row && number(row[0]);
  }

  async add(nameKey: string, user: number): Promise<void> {
    await this.#add.run(nameKey, user, 0);
  }

  /** Gives up the display name held before. */
  async display(nameKey: string, user: number, before: unknown): Promise<void> {
    const freed = typeof before === "string" ? this.#free.run(before) : null;
    await Promise.all([freed, this.#add.run(nameKey, user, 1)]);
  }
}
