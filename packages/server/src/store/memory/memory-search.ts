import type { Search, SearchOutcome } from "../../ports/search.ts";
import { hasSought, wordsOf } from "../../ports/words.ts";
import type { MemoryLog } from "./memory-log.ts";

/** Looks at every message there is. */
export function searchIn(log: MemoryLog, search: Search): SearchOutcome {
  const { userId, roomId, authorId, from, until, before, limit } = search;
  if (roomId !== null && log.readable(roomId, userId) === null) return { kind: "no_room" };
  if (search.phrases.length === 0 || limit === 0) return { kind: "found", messages: [], next: null };
  const isMine = (id: string): boolean => id === roomId || (roomId === null && log.rooms.get(id)?.members.has(userId) === true);
  const all = log.messages(
    (message) =>
      isMine(message.roomId) &&
      (authorId === null || message.author.id === authorId) &&
      (from === null || message.at >= from) &&
      (until === null || message.at < until) &&
      (before === null || message.id < before) &&
      hasSought(wordsOf(message.text), search),
  );
  const messages = all.reverse().slice(0, limit);
  return { kind: "found", messages, next: messages.length < limit ? null : (messages.at(-1)?.id ?? null) };
}
