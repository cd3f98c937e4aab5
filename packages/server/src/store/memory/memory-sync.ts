import type { Message } from "../../ports/model.ts";
import type { CatchUp, CaughtUp, MessagePage, PageQuery } from "../../ports/sync.ts";
import { catchUp } from "../catching-up.ts";
import { pageOf } from "../paging.ts";
import type { MemoryLog, RoomState } from "./memory-log.ts";

/** What clients live from that keep what they were told. */
export class MemorySync {
  readonly #log: MemoryLog;

  constructor(log: MemoryLog) {
    this.#log = log;
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
