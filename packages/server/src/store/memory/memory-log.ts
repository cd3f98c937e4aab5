import type {
  BanEvent,
  JoinedEvent,
  LeftEvent,
  Mentions,
  Message,
  MessageId,
  MessageVersion,
  Person,
  Reaction,
  Role,
  RoleEvent,
  Room,
  RoomChangedEvent,
  RoomEvent,
  RoomId,
  Seq,
  UnixMs,
  UserId,
} from "../../ports/model.ts";
import { noMentions } from "../../ports/model.ts";
import { mayRead } from "../../ports/rights.ts";
import { compareText } from "../text.ts";
import { MemoryAudit } from "./memory-audit.ts";
import { MemoryBans } from "./memory-bans.ts";

export type Emit = (event: RoomEvent) => void;

export interface Post {
  /** As it was posted; a tombstone once it was deleted. */
  message: Message;
  /** Users by emoji. A Map keeps the order in which keys came, and a key that went and came back is last. */
  readonly reactions: Map<string, Set<UserId>>;
  /** The first is the text as it was posted. */
  versions: MessageVersion[];
  /** Of the present text. */
  mentions: Mentions;
  pin: { readonly at: UnixMs; readonly seq: Seq } | null;
}

type Kept<E extends RoomEvent> = E extends RoomEvent ? Omit<E, "room" | "seq"> : never;

/** An event as it is kept; the message it shows is looked up when it is read. */
type NewEntry =
  | { readonly type: "posted"; readonly at: UnixMs; readonly messageId: MessageId }
  | {
      readonly type: "reaction_added" | "reaction_removed";
      readonly at: UnixMs;
      readonly messageId: MessageId;
      readonly emoji: string;
      readonly userId: UserId;
    }
  | {
      readonly type: "edited" | "deleted" | "pinned" | "unpinned";
      readonly at: UnixMs;
      readonly messageId: MessageId;
      readonly by: Person;
    }
  | Kept<JoinedEvent | LeftEvent | RoleEvent | BanEvent>
  | Omit<RoomChangedEvent, "seq">;
type Entry = NewEntry & { readonly seq: Seq };

export interface RoomState {
  room: Room;
  /** Who made it, and when; null for rooms that make themselves. */
  readonly made: { readonly by: UserId; readonly at: UnixMs } | null;
  readonly entries: Entry[];
  /** The id of each entry. */
  readonly ids: MessageId[];
  /** In joining order. */
  readonly members: Map<UserId, { readonly user: Person; readonly role: Role; readonly seq: Seq }>;
}

/** What is kept of rooms: their members, events and messages. */
export class MemoryLog {
  readonly rooms = new Map<RoomId, RoomState>();
  readonly posts = new Map<MessageId, Post>();
  readonly bans = new MemoryBans();
  readonly audit = new MemoryAudit();
  /** Everybody who did something, saved as a user or not. */
  readonly strangers = new Set<UserId>();
  #lastEventId = 0;

  get nextId(): MessageId {
    return this.#lastEventId + 1;
  }

  add(room: Room, made: RoomState["made"] = null): RoomState {
    if (this.rooms.has(room.id)) throw new Error("the room id is in use");
    const state: RoomState = { room, made, entries: [], ids: [], members: new Map() };
    this.rooms.set(room.id, state);
    return state;
  }

  /** The room, for somebody who may know that it is there; else null. */
  readable(roomId: RoomId, userId: UserId): RoomState | null {
    const state = this.rooms.get(roomId);
    if (state === undefined) return null;
    const reader = { isMember: state.members.has(userId), isBanned: this.bans.isBanned(roomId, userId) };
    return mayRead(state.room, reader) ? state : null;
  }

  append(state: RoomState, entry: NewEntry, emit: Emit): void {
    this.#lastEventId += 1;
    const numbered: Entry = { ...entry, seq: state.entries.length + 1 };
    state.entries.push(numbered);
    state.ids.push(this.#lastEventId);
    const event = this.#event(state.room, numbered);
    this.strangers.add(doerOf(event));
    emit(event);
  }

  /** From now on everything that the user did is shown under this name. */
  rename(userId: UserId, name: string): void {
    this.audit.rename(userId, name);
    this.bans.rename(userId, name);
    const renamed = <P extends Person | null>(one: P): P => (one?.id === userId ? { ...one, name } : one);
    for (const state of this.rooms.values()) {
      const { room, members, entries } = state;
      if (room.pair.length > 0) state.room = { ...room, pair: sortedPair(room.pair.map(renamed)) };
      for (const [id, member] of members) members.set(id, { ...member, user: renamed(member.user) });
      for (const [at, entry] of entries.entries()) {
        const user = "user" in entry ? { user: renamed(entry.user) } : {};
        const by = "by" in entry ? { by: renamed(entry.by) } : {};
        // Each kind of entry keeps the parts that it has.
        entries[at] = { ...entry, ...user, ...by } as Entry;
      }
    }
    for (const post of this.posts.values()) post.message = { ...post.message, author: renamed(post.message.author) };
  }

  message(id: MessageId): Message | null {
    const post = this.posts.get(id);
    return post === undefined ? null : shown(post);
  }

  messages(wanted: (message: Message) => boolean): Message[] {
    return [...this.posts.values()].map(shown).filter(wanted);
  }

  eventsAfter(roomId: RoomId, afterSeq: Seq, limit: number): RoomEvent[] {
    const state = this.rooms.get(roomId);
    if (state === undefined) return [];
    const entries = state.entries.filter(({ seq }) => seq > afterSeq).slice(0, limit);
    return entries.map((entry) => this.#event(state.room, entry));
  }

  #event(room: Room, entry: Entry): RoomEvent {
    if (!("messageId" in entry)) return { room, ...entry };
    const { messageId, ...rest } = entry;
    const message = this.message(messageId);
    if (message === null) throw new Error("an event without its message");
    return { ...rest, room, message };
  }
}

/** Whom an event is about, or who did it: as a database has it in the event's own row. */
function doerOf(event: RoomEvent): UserId {
  if (event.type === "posted") return event.message.author.id;
  if ("userId" in event) return event.userId;
  return "user" in event ? event.user.id : event.by.id;
}

export function shown({ message, reactions, versions, mentions, pin }: Post): Message {
  if (message.deletedAt !== null) return message;
  const present: Reaction[] = [...reactions].map(([emoji, userIds]) => ({ emoji, userIds: [...userIds] }));
  const last = versions.at(-1);
  return {
    ...message,
    text: last?.text ?? message.text,
    editedAt: versions.length > 1 ? (last?.at ?? null) : null,
    mentions,
    pinnedAt: pin?.at ?? null,
    reactions: present,
  };
}

/** The message without anything that it said. */
export function tombstone(message: Message, deletedAt: UnixMs): Message {
  const nothing = { text: "", file: null, editedAt: null, pinnedAt: null, mentions: noMentions, reactions: [] };
  return { ...message, ...nothing, deletedAt };
}

/** The members of a direct room in the order in which `Room.pair` has them. */
export function sortedPair(members: readonly Person[]): Person[] {
  return members.toSorted((a, b) => compareText(a.name, b.name) || compareText(a.id, b.id));
}
