import type { DatabaseSync } from "node:sqlite";
import type { MessageId, UserId } from "../../ports/model.ts";
import { number, Statement } from "./statement.ts";

/** Where a room's posts were read up to. */
interface Cursor {
  readonly room: number;
  /** The next seq to look at; null when the room has been read to its end. */
  nextSeq: number | null;
  /** Ids read and not yet answered, ascending. */
  ids: MessageId[];
}

/**
 * Finds the ids of messages after a given one in all rooms of a user, through the index over (room, seq) alone. Within a room ids
 * rise with seqs, so where to begin is found by bisection: per room one look-up when it has nothing newer and otherwise as many as
 * the logarithm of its length. The log itself is never scanned.
 */
export class PostIds {
  readonly #roomsOf: Statement;
  readonly #last: Statement;
  readonly #from: Statement;

  constructor(db: DatabaseSync) {
    this.#roomsOf = new Statement(db, "SELECT room FROM members WHERE user = (SELECT key FROM users WHERE id = ?)");
    this.#last = new Statement(db, "SELECT seq, id FROM log WHERE room = ? AND type = 0 ORDER BY seq DESC LIMIT 1");
    this.#from = new Statement(db, "SELECT seq, id FROM log WHERE room = ? AND type = 0 AND seq >= ? ORDER BY seq LIMIT ?");
  }

  /** At most `limit` ids greater than `afterId`, ascending. */
  after(userId: UserId, afterId: MessageId, limit: number): MessageId[] {
    let cursors = this.#roomsOf.all(userId).flatMap(([room]) => this.#cursorAfter(number(room), afterId) ?? []);
    const found: MessageId[] = [];
    while (found.length < limit && cursors.length > 0) {
      const share = Math.max(16, Math.ceil((2 * (limit - found.length)) / cursors.length));
      for (const cursor of cursors) if (cursor.ids.length === 0) this.#fill(cursor, Math.min(share, limit));
      // Up to here every room has been read, so nothing smaller can still come.
      const complete = Math.min(
        ...cursors.map((cursor) => (cursor.nextSeq === null ? Number.POSITIVE_INFINITY : (cursor.ids.at(-1) ?? 0))),
      );
      found.push(...cursors.flatMap((cursor) => takeUpTo(cursor, complete)).sort((a, b) => a - b));
      cursors = cursors.filter((cursor) => cursor.ids.length > 0 || cursor.nextSeq !== null);
    }
    return found.slice(0, limit);
  }

  #cursorAfter(room: number, afterId: MessageId): Cursor | null {
    const last = this.#last.get(room);
    if (last === null || !(number(last[1]) > afterId)) return null;
    let low = 1;
    let high = number(last[0]);
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const [seq, id] = this.#from.get(room, middle, 1) ?? [];
      if (number(id) > afterId) high = middle;
      else low = number(seq) + 1;
    }
    return { room, nextSeq: low, ids: [] };
  }

  #fill(cursor: Cursor, count: number): void {
    if (cursor.nextSeq === null) return;
    const rows = this.#from.all(cursor.room, cursor.nextSeq, count);
    cursor.ids = rows.map(([, id]) => number(id));
    cursor.nextSeq = rows.length < count ? null : number(rows.at(-1)?.[0]) + 1;
  }
}

function takeUpTo(cursor: Cursor, complete: MessageId): MessageId[] {
  const beyond = cursor.ids.findIndex((id) => id > complete);
  return cursor.ids.splice(0, beyond < 0 ? cursor.ids.length : beyond);
}
