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

/** As `SyncStore.messagesIn`. */
export function pageOf({ range, limit, maxChars }: PageQuery, room: RoomMessages): MessagePage {
  const seq = room.lastSeq;
  switch (range.kind) {
    case "newest": {
      const { messages, hasOlder } = older(room, { id: Number.MAX_SAFE_INTEGER, limit, maxChars });
      return { messages, seq, hasOlder, hasNewer: false };
    }
    case "before": {
      const { messages, hasOlder } = older(room, { id: range.id, limit, maxChars });
      return { messages, seq, hasOlder, hasNewer: room.from(range.id, 1).length > 0 };
    }
    case "after": {
      const { messages, hasNewer } = newer(room, { id: range.id + 1, limit, maxChars });
      return { messages, seq, hasOlder: room.before(range.id + 1, 1).length > 0, hasNewer };
    }
    case "around": {
      const half = { id: range.id, limit: Math.floor(limit / 2), maxChars: maxChars / 2 };
      const [first, second] = [older(room, half), newer(room, { ...half, limit: limit - half.limit })];
      const messages = [...first.messages, ...second.messages];
      return { messages, seq, hasOlder: first.hasOlder, hasNewer: second.hasNewer };
    }
  }
}

interface Side {
  readonly id: MessageId;
  readonly limit: number;
  readonly maxChars: number;
}

/** One more than asked for is read: whether there is one is what is to be told. */
function older(room: RoomMessages, { id, limit, maxChars }: Side) {
  const found = room.before(id, limit + 1);
  const messages = lastWithin(found.slice(Math.max(0, found.length - limit)), maxChars);
  return { messages, hasOlder: found.length > messages.length };
}

function newer(room: RoomMessages, { id, limit, maxChars }: Side) {
  const found = room.from(id, limit + 1);
  const messages = firstWithin(found.slice(0, limit), maxChars);
  return { messages, hasNewer: found.length > messages.length };
}
