import type { Message, MessageId, RoomId, UserId } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import type {
  CountBounds,
  CountedPage,
  CountedRooms,
  CountedStanding,
  Counts,
  Mark,
  MarkOutcome,
  Mute,
  MuteOutcome,
  RoomCounts,
} from "../../ports/personal.ts";
import { compareText } from "../text.ts";
import type { MemoryBlocks } from "./memory-blocks.ts";
import type { MemoryLog, RoomState } from "./memory-log.ts";
import type { MemoryUsers } from "./memory-users.ts";

interface PersonalParts {
  readonly log: MemoryLog;
  readonly users: MemoryUsers;
  readonly blocks: MemoryBlocks;
}

/** Read positions and mutes, and what is unread by the definition itself: all messages are looked at. */
export class MemoryPersonal {
  readonly #parts: PersonalParts;
  readonly #positions = new Map<string, MessageId>();
  readonly #mutes = new Map<string, number>();

  constructor(parts: PersonalParts) {
    this.#parts = parts;
  }

  markRead({ userId, roomId, messageId }: Mark): MarkOutcome {
    const state = this.#keeping(userId, roomId);
    if (state === null) return { kind: "no_room" };
    const newest = this.#messagesIn(roomId).at(-1)?.id ?? 0;
    const to = Math.max(0, Math.min(messageId, newest));
    if (to <= (this.#position(state, userId) ?? -1)) return { kind: "unchanged" };
    this.#positions.set(keyOf(userId, roomId), to);
    return { kind: "done" };
  }

  setMute({ userId, roomId, until }: Mute): MuteOutcome {
    if (this.#keeping(userId, roomId) === null) return { kind: "no_room" };
    const key = keyOf(userId, roomId);
    if ((this.#mutes.get(key) ?? null) === until) return { kind: "unchanged" };
    if (until === null) this.#mutes.delete(key);
    else this.#mutes.set(key, until);
    return { kind: "done" };
  }

  forget(userId: UserId): void {
    for (const roomId of this.#parts.log.rooms.keys()) {
      this.#positions.delete(keyOf(userId, roomId));
      this.#mutes.delete(keyOf(userId, roomId));
    }
  }

  unreadOf({ userId, roomIds, ...bounds }: CountedRooms): RoomCounts[] {
    return roomIds.flatMap((roomId) => {
      const state = this.#parts.log.readable(roomId, userId);
      return state === null ? [] : [{ roomId, ...this.#counts(state, userId, bounds) }];
    });
  }

  standingsOf({ userId, afterRoomId, limit, ...bounds }: CountedPage): CountedStanding[] {
    return [...this.#parts.log.rooms.values()]
      .filter(({ room: { id }, members }) => (members.has(userId) || id === loungeId) && compareText(id, afterRoomId) > 0)
      .sort((a, b) => compareText(a.room.id, b.room.id))
      .slice(0, limit)
      .map((state) => ({
        room: state.room,
        role: state.members.get(userId)?.role ?? null,
        ...this.#counts(state, userId, bounds),
      }));
  }

  /** The room, for somebody who may have a position in it; else null. */
  #keeping(userId: UserId, roomId: RoomId): RoomState | null {
    const state = this.#parts.log.rooms.get(roomId);
    if (state === undefined || this.#parts.users.inUse(userId) === null) return null;
    return state.members.has(userId) || roomId === loungeId ? state : null;
  }

  #counts(state: RoomState, userId: UserId, { maxCounted, maxScanned }: CountBounds): Counts {
    const { room, entries } = state;
    const messages = this.#messagesIn(room.id);
    const position = this.#position(state, userId);
    const after = position === null ? [] : messages.filter(({ id }) => id > position);
    const unread = newest(
      newest(after, maxScanned).filter(
        ({ author, deletedAt }) => author.id !== userId && deletedAt === null && !this.#parts.blocks.has(userId, author.id),
      ),
      maxCounted,
    );
    const last = messages.at(-1);
    return {
      readTo: position ?? 0,
      unread: unread.length,
      mentions: unread.filter(({ mentions }) => mentions.room || mentions.userIds.includes(userId)).length,
      seq: entries.length,
      latest: last === undefined ? null : { id: last.id, at: last.at },
      mutedUntil: this.#mutes.get(keyOf(userId, room.id)) ?? null,
    };
  }

  /** Null where the user has none. */
  #position({ room, members, ids }: RoomState, userId: UserId): MessageId | null {
    const marked = this.#positions.get(keyOf(userId, room.id)) ?? null;
    const member = members.get(userId);
    if (member === undefined) return room.id === loungeId ? marked : null;
    if (marked !== null) return marked;
    return room.kind === "direct" ? 0 : (ids[member.seq - 1] ?? 0);
  }

  #messagesIn(roomId: RoomId): Message[] {
    return this.#parts.log.messages((message) => message.roomId === roomId);
  }
}

function newest(messages: readonly Message[], count: number): Message[] {
  return messages.slice(Math.max(0, messages.length - count));
}

function keyOf(userId: UserId, roomId: RoomId): string {
  return JSON.stringify([userId, roomId]);
}
