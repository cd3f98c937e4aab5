import type { UnixMs, UserId } from "../../ports/model.ts";
import type { NewBan } from "../ban-rows.ts";
import { banValues, wholeServer } from "../ban-rows.ts";
import { BansTable } from "./bans-table.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

/** The writer's bans. Posts, which are many, ask for those of their authors with all else that they are decided by (post-facts.ts). */
export class Bans {
  readonly #table: BansTable;
  readonly #insert: Statement;
  readonly #remove: Statement;

  constructor(db: Connection) {
    this.#table = new BansTable(db);
    this.#insert = new Statement(
      db,
      `INSERT INTO bans (id, room, "user", user_kind, user_name, by, by_kind, by_name, at, reason, until)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
       ON CONFLICT (room, "user") DO UPDATE SET id = $1, user_kind = $4, user_name = $5, by = $6, by_kind = $7, by_name = $8,
         at = $9, reason = $10, until = $11`,
    );
    this.#remove = new Statement(db, `DELETE FROM bans WHERE room = $1 AND "user" = $2`);
  }

  /** From a room, by its key. */
  async isBanned(room: number, userId: UserId): Promise<boolean> {
    return await this.#table.isBanned(room, userId, 0);
  }

  /** From the server. */
  async isShutOut(userId: UserId, at: UnixMs): Promise<boolean> {
    return await this.#table.isBanned(wholeServer, userId, at);
  }

  /** Whether the user may not say anything in a room that they may read. */
  async isSilenced(room: number, userId: UserId, at: UnixMs): Promise<boolean> {
    return await this.#table.isSilencedIn(room, userId, at);
  }

  /** In the place of the one there may be. */
  async add(ban: NewBan): Promise<void> {
    await this.#insert.run(...banValues(ban));
  }

  /** False when there was none. */
  async lift(room: number, userKey: number): Promise<boolean> {
    return (await this.#remove.run(room, userKey)) > 0;
  }
}
