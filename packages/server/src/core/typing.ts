/** Who is writing, as those see it who look at the room: what somebody begins to write costs nothing for members who do not look. */
import type { Person, RoomEvent, RoomId, User } from "../ports/model.ts";
import { loungeId } from "../ports/model.ts";
import type { Limits } from "./api.ts";
import { ChatError } from "./errors.ts";
import type { Guard } from "./failures.ts";
import { newId } from "./ids.ts";
import { takeOrRefuse } from "./limits.ts";
import { type Looker, TypingRoom, type TypingRoomOptions } from "./typing-room.ts";

/** The same object for all who are told of one change. */
export interface TypingChange {
  readonly roomId: RoomId;
  readonly user: Person;
  readonly isTyping: boolean;
}
export interface RoomTypists {
  readonly roomId: RoomId;
  /** In the order in which they began, at most `bounds.typistsPerRoom`; not the one who writes on this very connection. */
  readonly users: readonly Person[];
}

/** One connection's part in it. */
export interface TypingSeat {
  /**
   * The rooms that the connection looks at from now on, instead of those before; each until the user is no member any more. Answers who writes in
   * them; rooms that the user is no member of (or that are not there) are left out, the lounge is everybody's. What is told before the
   * answer is at hand is newer than it. MUST NOT be called again before it settled. Errors: `limit_reached` and `rate_limited` (nothing changes then), `unavailable`, `overloaded`.
   */
  look(roomIds: readonly RoomId[]): Promise<readonly RoomTypists[]>;
  /**
   * The user writes, or does not any more. It ends by itself `typingMs` after it was last said, when they post there, and with the connection; the
   * latest of a user's connections that said so answers for it. Past `typingPerMinute` it does nothing: a signal may be lost. Told to
   * those who look, but for this connection. Errors are those of a post: `not_found` (no such room, the user is no member,
   * or the other one's account was deleted), `forbidden` (banned from the lounge, or one of the two has blocked the other), `archived`, `unavailable`, `overloaded`.
   */
  set(roomId: RoomId, isTyping: boolean): Promise<void>;
  close(): void;
}

export interface Typing {
  /** `listener` is told who begins and ends writing in the rooms looked at; of who goes on for long again and again. */
  seat(user: User, listener: (change: TypingChange) => void): TypingSeat;
}

export interface RunningTyping extends Typing {
  /** What this process committed, once it was handed on. */
  committed(batch: readonly RoomEvent[]): void;
  close(): void;
}

export interface TypingOptions extends Omit<TypingRoomOptions, "emptied"> {
  readonly limits: Limits;
  readonly guard: Guard;
  readonly nameOf: (user: User) => string;
}

export function createTyping(options: TypingOptions): RunningTyping {
  const rooms = new Map<RoomId, TypingRoom>();
  const emptied = (room: TypingRoom): void => {
    if (rooms.get(room.id) === room) rooms.delete(room.id);
  };
  const roomOf = (roomId: RoomId): TypingRoom => {
    const room = rooms.get(roomId) ?? new TypingRoom(roomId, { ...options, emptied });
    rooms.set(roomId, room);
    return room;
  };
  return {
    seat: (user, listener) => new Seat(user, listener, { ...options, roomOf }),
    committed(batch) {
      const room = rooms.size === 0 ? undefined : rooms.get(batch[0]?.room.id ?? "");
      if (room === undefined) return;
      for (const event of batch) {
        if (event.type === "posted") room.stopped(event.message.author.id);
        else if (event.type === "member_left") room.stopped(event.user.id);
      }
    },
    close() {
      for (const room of rooms.values()) room.close();
      rooms.clear();
    },
  };
}

interface SeatOptions extends TypingOptions {
  readonly roomOf: (roomId: RoomId) => TypingRoom;
}

class Seat implements TypingSeat, Looker {
  readonly id: string;
  readonly #user: User;
  readonly #listener: (change: TypingChange) => void;
  readonly #options: SeatOptions;
  readonly #looked = new Map<RoomId, TypingRoom>();
  /** Where the user may be writing on this connection. */
  readonly #typing = new Map<RoomId, TypingRoom>();
  #isClosed = false;

  constructor(user: User, listener: (change: TypingChange) => void, options: SeatOptions) {
    this.id = `${options.nodeId}.${newId()}`;
    this.#user = user;
    this.#listener = listener;
    this.#options = options;
  }

  get userId(): string {
    return this.#user.id;
  }

  look(roomIds: readonly RoomId[]): Promise<readonly RoomTypists[]> {
    return this.#options.guard(async () => {
      const wanted = new Set(roomIds);
      if (wanted.size > this.#options.bounds.roomsLookedAt) throw new ChatError("limit_reached");
      takeOrRefuse(this.#options.limits, "lookUpsPerMinute", this.userId);
      for (const [roomId, room] of this.#looked) if (!wanted.has(roomId)) this.#stopLooking(room);
      await Promise.all([...wanted].map((roomId) => this.#lookAt(roomId)));
      return [...wanted].flatMap((roomId) => {
        const room = this.#looked.get(roomId);
        return room === undefined ? [] : [{ roomId, users: room.typistsBut(this.id) }];
      });
    });
  }

  set(roomId: RoomId, isTyping: boolean): Promise<void> {
    return this.#options.guard(async () => {
      if (!isTyping) this.#stop(roomId);
      else if (!this.#isClosed && !this.#typing.get(roomId)?.wentOn(this)) await this.#begin(roomId);
    });
  }

  close(): void {
    this.#isClosed = true;
    for (const room of [...this.#looked.values()]) this.#stopLooking(room);
    for (const roomId of [...this.#typing.keys()]) this.#stop(roomId);
  }

  tell(change: TypingChange): void {
    try {
      this.#listener(change);
    } catch (err) {
      this.#options.log.error({ err }, "a listener threw");
    }
  }

  dropped(room: TypingRoom): void {
    if (this.#looked.get(room.id) === room) this.#looked.delete(room.id);
  }

  typingEnded(room: TypingRoom): void {
    if (this.#typing.get(room.id) === room) this.#typing.delete(room.id);
  }

  async #lookAt(roomId: RoomId): Promise<void> {
    if (this.#looked.has(roomId)) return;
    const kind = await this.#kindFor(roomId);
    if (kind === null || this.#isClosed) return;
    const room = this.#options.roomOf(roomId);
    this.#looked.set(roomId, room);
    try {
      if (await room.admit(this, kind)) return;
    } catch (error) {
      this.#stopLooking(room);
      throw error;
    }
    this.#stopLooking(room);
  }

  /** What kind of room it is; null for one that the user may not look at. */
  async #kindFor(roomId: RoomId): Promise<"lounge" | "direct" | "group" | null> {
    if (roomId === loungeId) return "lounge";
    const { store } = this.#options;
    const room = (await store.isMember(roomId, this.userId)) ? await store.findRoom(roomId) : null;
    if (room === null) return null;
    return room.kind === "direct" ? "direct" : "group";
  }

  #stopLooking(room: TypingRoom): void {
    this.dropped(room);
    room.leave(this);
  }

  async #begin(roomId: RoomId): Promise<void> {
    const { limits, roomOf, nameOf } = this.#options;
    if (!limits.take("typingPerMinute", this.userId)) return;
    const room = roomOf(roomId);
    this.#typing.set(roomId, room);
    const begun = room.expect(this);
    try {
      await this.#checkMayPost(roomId);
    } catch (error) {
      begun.cancel();
      this.#stop(roomId);
      throw error;
    }
    const { id, kind } = this.#user;
    // Unless they posted, stopped or went away while the store was asked.
    if (!begun.confirm({ id, kind, name: nameOf(this.#user) })) this.typingEnded(room);
  }

  async #checkMayPost(roomId: RoomId): Promise<void> {
    const { store, clock } = this.#options;
    if (roomId === loungeId) {
      if (await store.isSilenced(roomId, this.userId, clock.now())) throw new ChatError("forbidden");
      return;
    }
    const room = (await store.isMember(roomId, this.userId)) ? await store.findRoom(roomId) : null;
    if (room === null) throw new ChatError("not_found");
    const closure = room.kind === "direct" ? await store.closureOf(roomId) : null;
    if (closure !== null) throw new ChatError(closure === "left" ? "not_found" : "forbidden");
    if (room.archivedAt !== null) throw new ChatError("archived");
  }

  #stop(roomId: RoomId): void {
    const room = this.#typing.get(roomId);
    if (room === undefined) return;
    this.#typing.delete(roomId);
    room.stoppedOn(this);
  }
}
