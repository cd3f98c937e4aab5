import type { MessageId, UserId } from "../../ports/model.ts";
import { number } from "../columns.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

/** Where a room's posts were read up to. */
interface Cursor {
  readonly room: number;
  /** The greatest id read; null when the room has been read to its end. */
  lastId: MessageId | null;
  /** Ids read and not yet answered, ascending. */
  ids: MessageId[];
}

/** Finds messages after an id in all rooms of a user, by merging what the index holds of each room. The log itself is never scanned. */
export class PostIds {
  readonly #roomsOf: Statement;
  readonly #posts: Statement;

  constructor(db: Connection) {
    this.#roomsOf = new Statement(db, `SELECT room FROM members WHERE "user" = (SELECT key FROM users WHERE id = $1)`);
    this.#posts = new Statement(
      db,
      `SELECT k.place, p.id FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS k (room, last, place)
       CROSS JOIN LATERAL (SELECT id FROM log WHERE room = k.room AND type = 0 AND id > k.last ORDER BY id LIMIT $3) p
       ORDER BY k.place, p.id`,
    );
  }

  /** At most `limit` ids greater than `afterId`, ascending. */
  async after(userId: UserId, afterId: MessageId, limit: number): Promise<MessageId[]> {
    const rooms = await this.#roomsOf.all(userId);
    let cursors = rooms.map(([room]): Cursor => ({ room: number(room), lastId: afterId, ids: [] }));
    const found: MessageId[] = [];
    while (found.length < limit && cursors.length > 0) {
      const share = Math.max(8, Math.ceil((2 * (limit - found.length)) / cursors.length));
      await this.#fill(
        cursors.filter(({ ids }) => ids.length === 0),
        Math.min(share, limit),
      );
      // Up to here every room has been read, so nothing smaller can still come.
      const complete = Math.min(...cursors.map(({ lastId }) => lastId ?? Number.POSITIVE_INFINITY));
      found.push(...cursors.flatMap((cursor) => takeUpTo(cursor, complete)).sort((a, b) => a - b));
      cursors = cursors.filter(({ ids, lastId }) => ids.length > 0 || lastId !== null);
    }
    return found.slice(0, limit);
  }

  /** Reads on in all of these with one statement. */
  async #fill(empty: readonly Cursor[], count: number): Promise<void> {
    const cursors = empty.flatMap((cursor) => (cursor.lastId === null ? [] : { cursor, lastId: cursor.lastId }));
    if (cursors.length === 0) return;
    const rows = await this.#posts.all(
      cursors.map(({ cursor }) => cursor.room),
      cursors.map(({ lastId }) => lastId),
      count,
    );
    for (const [place, id] of rows) cursors[number(place) - 1]?.cursor.ids.push(number(id));
    for (const { cursor } of cursors) cursor.lastId = cursor.ids.length < count ? null : (cursor.ids.at(-1) ?? null);
  }
}

function takeUpTo(cursor: Cursor, complete: MessageId): MessageId[] {
  const beyond = cursor.ids.findIndex((id) => id > complete);
  return cursor.ids.splice(0, beyond < 0 ? cursor.ids.length : beyond);
}
