/** How both stores cut what they read to what an answer holds. */
import type { Message, RoomEvent, RoomId, Seq } from "../ports/model.ts";
import type { CatchUp, CaughtUp } from "../ports/sync.ts";
import { charsOf, charsOfEvent, lastWithin } from "../ports/sync.ts";

/** A room for somebody who may read it. */
export interface ReadableRoom {
  readonly lastSeq: Seq;
  /** Events from here on are news to the reader: in a private room they came with this one. */
  readonly newsFrom: Seq;
  /** After a seq, in order, all of them up to `limit`. */
  eventsAfter(seq: Seq, limit: number): readonly RoomEvent[];
  /** Oldest first. */
  newest(limit: number): readonly Message[];
}

interface Answer {
  readonly caughtUp: CaughtUp;
  readonly items: number;
  readonly chars: number;
}

/** As `SyncStore.catchUp`; `find` answers null for a room that is not there, or not for the reader. */
export function catchUp(query: CatchUp, find: (roomId: RoomId) => ReadableRoom | null): CaughtUp[] {
  const answers: CaughtUp[] = [];
  let [items, chars] = [0, 0];
  for (const { roomId, seq } of query.positions) {
    const room = find(roomId);
    const answer = room === null ? gone(roomId) : (missedEvents(query, roomId, room, seq) ?? fresh(query, roomId, room));
    items += answer.items;
    chars += answer.chars;
    if (answers.length > 0 && (items > query.maxItems || chars > query.maxChars)) break;
    answers.push(answer.caughtUp);
  }
  return answers;
}

const gone = (roomId: RoomId): Answer => ({ caughtUp: { kind: "gone", roomId }, items: 0, chars: 0 });

/** Null for who has to start anew. */
function missedEvents({ maxEvents, maxItems, maxChars }: CatchUp, roomId: RoomId, room: ReadableRoom, seq: Seq): Answer | null {
  const behind = room.lastSeq - seq;
  if (behind < 0 || behind > Math.min(maxEvents, maxItems) || (behind > 0 && seq + 1 < room.newsFrom)) return null;
  const events = behind === 0 ? [] : room.eventsAfter(seq, behind);
  const chars = events.reduce((sum, event) => sum + charsOfEvent(event), 0);
  return chars > maxChars ? null : { caughtUp: { kind: "events", roomId, events }, items: events.length, chars };
}

function fresh({ pageSize, maxItems, maxChars }: CatchUp, roomId: RoomId, room: ReadableRoom): Answer {
  const limit = Math.min(pageSize, maxItems);
  const found = room.newest(limit + 1);
  const messages = lastWithin(found.slice(Math.max(0, found.length - limit)), maxChars);
  const chars = messages.reduce((sum, message) => sum + charsOf(message), 0);
  const caughtUp = { kind: "fresh", roomId, seq: room.lastSeq, messages, hasOlder: found.length > messages.length } as const;
  return { caughtUp, items: messages.length, chars };
}
