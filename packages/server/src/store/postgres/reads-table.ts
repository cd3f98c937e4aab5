import type { MessageId, RoomId, UnixMs, UserId } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import { codeOf, eventTypes, roomKinds } from "../codes.ts";
import { number, numberOrNull } from "../columns.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

const me = "(SELECT key FROM users WHERE id = $1)";
const posted = codeOf(eventTypes, "posted");

/**
 * How the user with the id $1 stands to a room `r`: `m` their membership, `d` what they marked, `t` the room's mute, `j` their joining, and the
 * room's newest message, `n`. What is not there is null.
 */
export const standing = `LEFT JOIN members m ON m."user" = ${me} AND m.room_id = r.id
  LEFT JOIN reads d ON d."user" = ${me} AND d.room = r.key
  LEFT JOIN mutes t ON t."user" = ${me} AND t.room = r.key
  LEFT JOIN log j ON j.room = r.key AND j.seq = m.seq AND j.type <> ${posted}
  LEFT JOIN LATERAL (SELECT l.id, l.at FROM log l WHERE l.room = r.key AND l.type = ${posted} ORDER BY l.id DESC LIMIT 1) n ON TRUE`;

/** The read position, with `standing`; null where the user has none. */
export const readTo = `CASE WHEN m.seq IS NULL AND r.id <> '${loungeId}' THEN NULL
  WHEN m.seq IS NULL OR d.message IS NOT NULL THEN d.message
  WHEN r.kind = ${codeOf(roomKinds, "direct")} THEN 0 ELSE j.id END`;

/** Where an account or a guest is in a room in which they may have a position. */
export interface Place {
  /** Of their row. */
  readonly user: number;
  /** Of the room's row. */
  readonly room: number;
  /** Null where the user has no position. */
  readonly readTo: MessageId | null;
  readonly mutedUntil: UnixMs | null;
  /** 0 when nobody said anything. */
  readonly newest: MessageId;
}

/** Reading positions and mutes. */
export class ReadsTable {
  readonly #place: Statement;

  constructor(db: Connection) {
    this.#place = new Statement(
      db,
      `SELECT u.key, r.key, ${readTo}, t.until, coalesce(n.id, 0) FROM users u CROSS JOIN rooms r ${standing}
       WHERE u.id = $1 AND u.kind IS NOT NULL AND r.id = $2 AND (m.seq IS NOT NULL OR r.id = '${loungeId}')`,
    );
  }

  /** Null when there is no such room, or who would read is neither a member nor in the lounge, or neither an account nor a guest. */
  async place(userId: UserId, roomId: RoomId): Promise<Place | null> {
    const row = await this.#place.get(userId, roomId);
    if (row === null) return null;
    const [user, room, position, until, newest] = row;
    return {
      user: number(user),
      room: number(room),
      readTo: numberOrNull(position),
      mutedUntil: numberOrNull(until),
      newest: number(newest),
    };
  }
}
