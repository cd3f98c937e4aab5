import type { RoomId, UserId } from "../../ports/model.ts";
import type { CountBounds, Counts } from "../../ports/personal.ts";
import { codeOf, eventTypes } from "../codes.ts";
import type { Row } from "../columns.ts";
import { number, numberOrNull, text, textOrNull } from "../columns.ts";
import { mentionsFrom } from "../details.ts";
import { readTo, standing } from "./reads-table.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

/** Who asks, and how much is counted for them. */
export interface Asker extends CountBounds {
  readonly userId: UserId;
}

/** What is new for somebody in a room, and what it goes by whether they may read it. */
export interface Outlook {
  readonly roomId: RoomId;
  /** Its code. */
  readonly kind: unknown;
  readonly isMember: boolean;
  readonly isBanned: boolean;
  readonly counts: Counts;
}

const me = "(SELECT key FROM users WHERE id = $1)";
const posted = codeOf(eventTypes, "posted");
// Not correlated to a room: found once for all of them.
const unblocked = (author: string): string => `${author} NOT IN (SELECT b.other FROM blocks b WHERE b."user" = ${me})`;

/**
 * The newest messages after the position, up to $4 of them, and of these up to $3 that are unread. OFFSET 0 keeps PostgreSQL from making a join
 * of it: each message is looked up by itself until enough are counted, and deleted ones beyond those are not read, however many.
 */
const unread = `SELECT count(*) AS unread, min(c.id) AS first FROM (
  SELECT s.id FROM (
    SELECT l.id, l."user" FROM log l WHERE l.room = r.key AND l.type = ${posted} AND l.id > p.read_to ORDER BY l.id DESC LIMIT $4
  ) s WHERE s."user" <> ${me} AND ${unblocked(`s."user"`)}
    AND NOT EXISTS (SELECT 1 FROM changes c WHERE c.room = r.key AND c.message = s.id AND c.deleted_at IS NOT NULL OFFSET 0)
  ORDER BY s.id DESC LIMIT $3
) c`;

/** Who was called in those that were counted, where it may be that it was the user: $5 is how they stand there. */
const calls = `ARRAY (
  SELECT c.mentions FROM changes c JOIN log l ON l.id = c.message
  WHERE c.room = r.key AND c.message >= x.first AND c.mentions IS NOT NULL
    AND (starts_with(c.mentions, '[true') OR strpos(c.mentions, $5) > 0)
    AND l."user" <> ${me} AND ${unblocked(`l."user"`)}
)`;

/**
 * Counts what is new in rooms, from the index of posts: neither the log nor what became of messages is looked at, but for those that call
 * somebody. One statement for all rooms, so that all is of one instant.
 */
export class Counter {
  readonly #outlooks: Statement;

  constructor(db: Connection) {
    this.#outlooks = new Statement(
      db,
      `SELECT r.id, r.kind, m.seq, s.id, p.read_to, r.last_seq, n.id, n.at, t.until, x.unread, ${calls}
       FROM unnest($2::text[]) WITH ORDINALITY w (id, place) JOIN rooms r ON r.id = w.id ${standing}
       LEFT JOIN bans s ON s.room = r.key AND s."user" = ${me}
       CROSS JOIN LATERAL (SELECT ${readTo} AS read_to) p
       CROSS JOIN LATERAL (${unread}) x ORDER BY w.place`,
    );
  }

  /** In the order in which they are asked for; what is no room is left out. */
  async outlooks({ userId, maxCounted, maxScanned }: Asker, roomIds: readonly RoomId[]): Promise<Outlook[]> {
    if (roomIds.length === 0) return [];
    const rows = await this.#outlooks.all(userId, roomIds, maxCounted, maxScanned, JSON.stringify(userId));
    return rows.map((row) => outlookOf(row, userId));
  }
}

function outlookOf(row: Row, userId: UserId): Outlook {
  const [roomId, kind, joined, ban, position, seq, latestId, latestAt, until, unreadCount, called] = row;
  return {
    roomId: text(roomId),
    kind,
    isMember: joined !== null,
    isBanned: ban !== null,
    counts: {
      readTo: numberOrNull(position) ?? 0,
      unread: number(unreadCount),
      mentions: listed(called).filter((mentions) => isCalled(mentions, userId)).length,
      seq: number(seq),
      latest: latestId === null ? null : { id: number(latestId), at: number(latestAt) },
      mutedUntil: numberOrNull(until),
    },
  };
}

function listed(column: unknown): readonly unknown[] {
  if (!Array.isArray(column)) throw new TypeError("a list was expected in the database");
  return column;
}

function isCalled(column: unknown, userId: UserId): boolean {
  const mentions = textOrNull(column);
  if (mentions === null) return false;
  const { room, userIds } = mentionsFrom(mentions);
  return room || userIds.includes(userId);
}
