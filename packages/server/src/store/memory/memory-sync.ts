import type { Message, RoomId, UserId } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import type { CatchUp, CaughtUp, MessagePage, Outlook, PageQuery } from "../../ports/sync.ts";
import { catchUp } from "../catching-up.ts";
import { pageOf } from "../paging.ts";
import { compareText } from "../text.ts";
import type { MemoryLog, RoomState } from "./memory-log.ts";

/** What clients live from that keep what they were told. */
export class MemorySync {
  readonly #log: MemoryLog;

  constructor(log: MemoryLog) {
    this.#log = log;
  }

  outlooksOf(userId: UserId, afterRoomId: RoomId, limit: number): Outlook[] {
    return [...this.#log.rooms.values()]
      .filter(({ room: { id }, members }) => (members.has(userId) || id === loungeId) && compareText(id, afterRoomId) > 0)
      .map(({ room, members, entries }) => ({ room, role: members.get(userId)?.role ?? null, seq: entries.length }))
      .sort((a, b) => compareText(a.room.id, b.room.id))
      .slice(0, limit);
  }

  catchUp(query: CatchUp): CaughtUp[] {
    return catchUp(query, (roomId) => {
      const state = this.#log.readable(roomId, query.readerId);
      if (state === null) return null;
      const messages = this.#messagesOf(state);
      return {
        lastSeq: state.entries.length,
        newsFrom: state.room.kind === "private" ? (state.members.get(query.readerId)?.seq ?? 0) : 0,
        eventsAfter: (seq, limit) => this.#log.eventsAfter(roomId, seq, limit),
        newest: (limit) => messages.slice(Math.max(0, messages.length - limit)),
      };
    });
  }

  messagesIn(query: PageQuery): MessagePage | null {
    const state = this.#log.readable(query.roomId, query.readerId);
    if (state === null) return null;
    const messages = this.#messagesOf(state);
    return pageOf(query, {
      lastSeq: state.entries.length,
      before: (before, limit) => {
        const found = messages.filter(({ id }) => id < before);
        return found.slice(Math.max(0, found.length - limit));
      },
      from: (from, limit) => messages.filter(({ id }) => id >= from).slice(0, limit),
    });
  }

  #messagesOf({ room }: RoomState): Message[] {
    return this.#log.messages(({ roomId }) => roomId === room.id);
  }
}
