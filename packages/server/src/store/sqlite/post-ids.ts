import type { DatabaseSync } from "node:sqlite";
import type { MessageId, UserId } from "../../ports/model.ts";
import { number } from "../columns.ts";
import { PostsIndex } from "./posts-index.ts";
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
  readonly #posts: PostsIndex;

  constructor(db: DatabaseSync) {
    this.#roomsOf = new Statement(db, "SELECT room FROM members WHERE user = (SELECT key FROM users WHERE id = ?)");
    this.#posts = new PostsIndex(db);
  }

  /** At most `limit` ids greater than `afterId`, ascending. */
  after(userId: UserId, afterId: MessageId, limit: number): MessageId[] {
    let cursors = this.#roomsOf.all(userId).map(([room]): Cursor => ({ room: number(room), lastId: afterId, ids: [] }));
    const found: MessageId[] = [];
    while (found.length < limit && cursors.length > 0) {
      const share = Math.max(8, Math.ceil((2 * (limit - found.length)) / cursors.length));
      for (const cursor of cursors) if (cursor.ids.length === 0) this.#fill(cursor, Math.min(share, limit));
      // Up to here every room has been read, so nothing smaller can still come.
      const complete = Math.min(...cursors.map(({ lastId }) => lastId ?? Number.POSITIVE_INFINITY));
      found.push(...cursors.flatMap((cursor) => takeUpTo(cursor, complete)).sort((a, b) => a - b));
      cursors = cursors.filter(({ ids, lastId }) => ids.length > 0 || lastId !== null);
    }
    return found.slice(0, limit);
  }

  #fill(cursor: Cursor, count: number): void {
    if (cursor.lastId === null) return;
    cursor.ids = this.#posts.from(cursor.room, cursor.lastId + 1, count).map(([id]) => number(id));
    cursor.lastId = cursor.ids.length < count ? null : (cursor.ids.at(-1) ?? null);
  }
}

function takeUpTo(cursor: Cursor, complete: MessageId): MessageId[] {
  const beyond = cursor.ids.findIndex((id) => id > complete);
  return cursor.ids.splice(0, beyond < 0 ? cursor.ids.length : beyond);
}
