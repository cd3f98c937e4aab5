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

/** An answer to a query on its way, room by room in the order of its positions. */
export class CatchingUp {
  readonly answers: CaughtUp[] = [];
  readonly #query: CatchUp;
  #items = 0;
  #chars = 0;

  constructor(query: CatchUp) {
    this.#query = query;
  }

  /** How many events somebody is behind who is to have them; null for who has to start anew. */
  behind({ lastSeq, newsFrom }: Pick<ReadableRoom, "lastSeq" | "newsFrom">, seq: Seq): number | null {
    const { maxEvents, maxItems } = this.#query;
    const behind = lastSeq - seq;
    return behind < 0 || behind > Math.min(maxEvents, maxItems) || (behind > 0 && seq + 1 < newsFrom) ? null : behind;
  }

  /** Null when they are more than an answer holds: then the reader has to start anew. */
  events(roomId: RoomId, events: readonly RoomEvent[]): Answer | null {
    const chars = events.reduce((sum, event) => sum + charsOfEvent(event), 0);
    return chars > this.#query.maxChars ? null : { caughtUp: { kind: "events", roomId, events }, items: events.length, chars };
  }

  /** How many of the newest messages `fresh` is to be given. */
  get freshLimit(): number {
    const { pageSize, maxItems } = this.#query;
    return Math.min(pageSize, maxItems) + 1;
  }

  fresh(roomId: RoomId, seq: Seq, found: readonly Message[]): Answer {
    const messages = lastWithin(found.slice(Math.max(0, found.length - this.freshLimit + 1)), this.#query.maxChars);
    const chars = messages.reduce((sum, message) => sum + charsOf(message), 0);
    const caughtUp = { kind: "fresh", roomId, seq, messages, hasOlder: found.length > messages.length } as const;
    return { caughtUp, items: messages.length, chars };
  }

  gone(roomId: RoomId): Answer {
    return { caughtUp: { kind: "gone", roomId }, items: 0, chars: 0 };
  }

  /** False when it does not fit any more, nor anything after it. */
  add({ caughtUp, items, chars }: Answer): boolean {
    this.#items += items;
    this.#chars += chars;
    const { maxItems, maxChars } = this.#query;
    if (this.answers.length > 0 && (this.#items > maxItems || this.#chars > maxChars)) return false;
    this.answers.push(caughtUp);
    return true;
  }
}

/** As `SyncStore.catchUp`; `find` answers null for a room that is not there, or not for the reader. */
export function catchUp(query: CatchUp, find: (roomId: RoomId) => ReadableRoom | null): CaughtUp[] {
  const answer = new CatchingUp(query);
  for (const { roomId, seq } of query.positions) if (!answer.add(caughtUp(answer, roomId, { room: find(roomId), seq }))) break;
  return answer.answers;
}

function caughtUp(answer: CatchingUp, roomId: RoomId, { room, seq }: { room: ReadableRoom | null; seq: Seq }): Answer {
  if (room === null) return answer.gone(roomId);
  const behind = answer.behind(room, seq);
  const missed = behind === null ? null : answer.events(roomId, behind === 0 ? [] : room.eventsAfter(seq, behind));
  return missed ?? answer.fresh(roomId, room.lastSeq, room.newest(answer.freshLimit));
}
