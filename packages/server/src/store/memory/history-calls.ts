import type { HistoryStore } from "../../ports/history.ts";
import type { MovementStore } from "../../ports/movements.ts";
import type { SearchStore } from "../../ports/search.ts";
import type { SyncStore } from "../../ports/sync.ts";
import type { MemoryModel } from "./memory-model.ts";
import { movementsIn } from "./memory-movements.ts";
import { searchIn } from "./memory-search.ts";
import type { MemoryTurns } from "./memory-turns.ts";

export function historyCalls({ log, rooms, messages }: MemoryModel, turns: MemoryTurns): HistoryStore {
  return {
    snapshot: (...input) =>
      turns.read(input, ([id, count]) => {
        const state = log.rooms.get(id);
        return state ? { room: state.room, seq: state.entries.length, messages: messages.newest(id, count) } : null;
      }),
    eventsAfter: (...input) => turns.read(input, (given) => log.eventsAfter(...given)),
    messagesAfter: (...input) =>
      turns.read(input, ([user, after, count]) => messages.after(after, count, (roomId) => rooms.roleOf(roomId, user) !== null)),
    findMessage: (id) => turns.read(id, (given) => log.message(given)),
    versionsOf: (id) => turns.read(id, (given) => messages.versionsOf(given)),
    pinsOf: (...input) => turns.read(input, (given) => messages.pinsOf(...given)),
    threadAfter: (...input) => turns.read(input, (given) => messages.threadAfter(...given)),
  };
}

export function searchCalls({ log, sync }: MemoryModel, turns: MemoryTurns): SearchStore & SyncStore & MovementStore {
  return {
    searchMessages: (search) => turns.read(search, (given) => searchIn(log, given)),
    catchUp: (query) => turns.read(query, (given) => sync.catchUp(given)),
    messagesIn: (query) => turns.read(query, (given) => sync.messagesIn(given)),
    lastEventId: () => turns.read(null, () => log.nextId - 1),
    movementsAfter: (...input) => turns.read(input, (given) => movementsIn(log, ...given)),
  };
}
