import type { DatabaseSync } from "node:sqlite";
import { number } from "../columns.ts";
import { Statement } from "./statement.ts";

/** The account that holds a name, as its name or as its display name. */
export class Names {
  readonly #holder: Statement;
  readonly #add: Statement;
  readonly #free: Statement;

  constructor(db: DatabaseSync) {
    this.#holder = new Statement(db, "SELECT user FROM names WHERE key = ?");
    this.#add = new Statement(db, "INSERT INTO names (key, user, is_display) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING");
    this.#free = new Statement(db, "DELETE FROM names WHERE key = ? AND is_display = 1");
  }

  holder(nameKey: string): number | null {
    const row = this.#holder.get(nameKey);
    return row && number(row[0]);
  }

  add(nameKey: string, user: number): void {
    this.#add.run(nameKey, user, 0);
  }

  /** Gives up the display name held before. */
  display(nameKey: string, user: number, before: unknown): void {
    if (typeof before === "string") this.#free.run(before);
    this.#add.run(nameKey, user, 1);
  }
}
