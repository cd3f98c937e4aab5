import type { DatabaseSync } from "node:sqlite";
import type { RoomId, UnixMs, UserId } from "../../ports/model.ts";
import type { Ban } from "../../ports/moderation.ts";
import { banOf, wholeServer } from "../ban-rows.ts";
import { numberOrNull } from "../columns.ts";
import { Statement } from "./statement.ts";

const columns = "b.id, u.id, b.user_kind, b.user_name, d.id, b.by_kind, b.by_name, b.at, b.reason, b.until";
const joins = "CROSS JOIN users u ON u.key = b.user CROSS JOIN users d ON d.key = b.by";

/** Reading bans. */
export class BansTable {
  readonly #held: Statement;
  readonly #inRoom: Statement;
  readonly #ofRoom: Statement;
  readonly #ofServer: Statement;

  constructor(db: DatabaseSync) {
    this.#held = new Statement(db, "SELECT until FROM bans WHERE room = ? AND user = (SELECT key FROM users WHERE id = ?)");
    this.#inRoom = new Statement(
      db,
      `SELECT 1 FROM bans WHERE room = (SELECT key FROM rooms WHERE id = ?) AND user = (SELECT key FROM users WHERE id = ?)`,
    );
    const page = (where: string) =>
      new Statement(db, `SELECT ${columns} FROM bans b ${joins} WHERE ${where} AND b.id > ? ORDER BY b.id LIMIT ?`);
    this.#ofRoom = page("b.room = (SELECT key FROM rooms WHERE id = ?)");
    this.#ofServer = page(`b.room = ${wholeServer} AND (b.until IS NULL OR b.until > ?)`);
  }

  /** From the room with this key, or from the whole server. */
  isBanned(room: number, userId: UserId, at: UnixMs): boolean {
    const row = this.#held.get(room, userId);
    return row !== null && (numberOrNull(row[0]) ?? Number.POSITIVE_INFINITY) > at;
  }

  isSilenced(roomId: RoomId, userId: UserId, at: UnixMs): boolean {
    return this.isBanned(wholeServer, userId, at) || this.#inRoom.get(roomId, userId) !== null;
  }

  ofRoom(roomId: RoomId, afterId: number, limit: number): Ban[] {
    return this.#ofRoom.all(roomId, afterId, limit).map(banOf);
  }

  ofServer(at: UnixMs, afterId: number, limit: number): Ban[] {
    return this.#ofServer.all(at, afterId, limit).map(banOf);
  }
}
