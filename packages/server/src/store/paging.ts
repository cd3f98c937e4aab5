import type { Message, MessageId, Seq } from "../ports/model.ts";
import type { MessagePage, PageQuery } from "../ports/sync.ts";
import { firstWithin, lastWithin } from "../ports/sync.ts";

/** A room's messages by their ids, for somebody who may read them. */
export interface RoomMessages {
  readonly lastSeq: Seq;
  /** The last ones with smaller ids, oldest first. */
  before(id: MessageId, limit: number): readonly Message[];
  /** The first ones with this id or greater ones, oldest first. */
  from(id: MessageId, limit: number): readonly Message[];
}

/** Messages on one side of an id. */
interface Side {
  readonly id: MessageId;
  readonly limit: number;
  readonly maxChars: number;
}

/** What a page is made of: one more on each side than asked for, as whether there is one is what is to be told. */
export interface Sides {
  /** Those before the id. */
  readonly older: Side;
  /** Those from the id on; null where there is none. */
  readonly newer: Side | null;
}

export function sidesOf({ range, limit, maxChars }: PageQuery): Sides {
  const all = { limit: limit + 1, maxChars };
  // Only whether there is any.
  const any = { limit: 1, maxChars: 0 };
  switch (range.kind) {
    case "newest":
      return { older: { id: Number.MAX_SAFE_INTEGER, ...all }, newer: null };
    case "before":
      return { older: { id: range.id, ...all }, newer: { id: range.id, ...any } };
    case "after":
      return { older: { id: range.id + 1, ...any }, newer: { id: range.id + 1, ...all } };
    case "around": {
      const half = Math.floor(limit / 2);
      return {
        older: { id: range.id, limit: half + 1, maxChars: maxChars / 2 },
        newer: { id: range.id, limit: limit - half + 1, maxChars: maxChars / 2 },
      };
    }
  }
}

/** The page, of what was found of its sides, oldest first. */
export function pageFrom(
  { older, newer }: Sides,
  seq: Seq,
  found: { older: readonly Message[]; newer: readonly Message[] },
): MessagePage {
  const before = lastWithin(found.older.slice(Math.max(0, found.older.length - older.limit + 1)), older.maxChars);
  const after = newer === null ? [] : firstWithin(found.newer.slice(0, newer.limit - 1), newer.maxChars);
  const has = { hasOlder: found.older.length > before.length, hasNewer: found.newer.length > after.length };
  return { messages: [...before, ...after], seq, ...has };
}

/** As `SyncStore.messagesIn`. */
export function pageOf(query: PageQuery, room: RoomMessages): MessagePage {
  const sides = sidesOf(query);
  const { older, newer } = sides;
  const found = {
    older: room.before(older.id, older.limit),
    newer: newer === null ? [] : room.from(newer.id, newer.limit),
  };
  return pageFrom(sides, room.lastSeq, found);
}
