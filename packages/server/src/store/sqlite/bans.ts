import type { DatabaseSync } from "node:sqlite";
import type { UnixMs, UserId } from "../../ports/model.ts";
import type { NewBan } from "../ban-rows.ts";
import { banValues, wholeServer } from "../ban-rows.ts";
import { number, text } from "../columns.ts";
import { BansTable } from "./bans-table.ts";
import { Statement } from "./statement.ts";

/** Bans read at once at the start. */
const pageRows = 1_000;

/**
 * The writer's bans. Every post asks, and hardly anybody is banned: whoever is not in `#suspects` is banned from nothing, and for them no more
 * is looked up. Names are added and never taken out, so a transaction that is rolled back leaves it true.
 */
export class Bans {
  readonly #table: BansTable;
  readonly #suspects = new Set<UserId>();
  readonly #insert: Statement;
  readonly #remove: Statement;

  constructor(db: DatabaseSync) {
    this.#table = new BansTable(db);
    this.#insert = new Statement(
      db,
      `INSERT INTO bans (id, room, user, user_kind, user_name, by, by_kind, by_name, at, reason, until)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#remove = new Statement(db, "DELETE FROM bans WHERE room = ? AND user = ?");
    const page = new Statement(
      db,
      "SELECT b.id, u.id FROM bans b CROSS JOIN users u ON u.key = b.user WHERE b.id > ? ORDER BY b.id LIMIT ?",
    );
    for (let rows = page.all(0, pageRows); rows.length > 0; rows = page.all(number(rows.at(-1)?.[0]), pageRows)) {
      for (const [, userId] of rows) this.#suspects.add(text(userId));
    }
  }

  /** From a room, by its key. */
  isBanned(room: number, userId: UserId): boolean {
    return this.#suspects.has(userId) && this.#table.isBanned(room, userId, 0);
  }

  /** From the server. */
  isShutOut(userId: UserId, at: UnixMs): boolean {
    return this.#suspects.has(userId) && this.#table.isBanned(wholeServer, userId, at);
  }

  /** Whether the user may not say anything in a room that they may read. */
  isSilenced(room: number, userId: UserId, at: UnixMs): boolean {
    return this.#suspects.has(userId) && (this.isShutOut(userId, at) || this.isBanned(room, userId));
  }

  /** In the place of the one there may be. */
  add(ban: NewBan): void {
    this.#remove.run(ban.room, ban.user.key);
    this.#insert.run(...banValues(ban));
    this.#suspects.add(ban.user.id);
  }

  /** False when there was none. */
  lift(room: number, userKey: number): boolean {
    return this.#remove.run(room, userKey) > 0;
  }
}
