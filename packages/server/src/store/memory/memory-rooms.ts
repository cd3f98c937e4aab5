import type { Message, MessageId, Person, Reaction, Room, RoomEvent, RoomId, Seq, UnixMs, UserId } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import type { NewPost, ReactionOutcome, ReactionToggle } from "../../ports/store.ts";
import { compareText } from "../text.ts";

type Emit = (event: RoomEvent) => void;

interface Post {
  readonly message: Message;
  /** Users by emoji. A Map keeps the order in which keys came, and a key that went and came back is last. */
  readonly reactions: Map<string, Set<UserId>>;
}

/** An event as it is kept; the message it shows is looked up when it is read. */
type Entry = { readonly seq: Seq; readonly at: UnixMs } & (
  | { readonly type: "posted"; readonly messageId: MessageId }
  | {
      readonly type: "reaction_added" | "reaction_removed";
      readonly messageId: MessageId;
      readonly emoji: string;
      readonly userId: UserId;
    }
  | { readonly type: "member_joined"; readonly user: Person }
);
type NewEntry = Entry extends infer E ? (E extends Entry ? Omit<E, "seq"> : never) : never;

interface RoomState {
  readonly room: Room;
  readonly entries: Entry[];
  readonly members: Map<UserId, { readonly user: Person; readonly seq: Seq }>;
}

/** Rooms with their members and events, messages and reactions. */
export class MemoryRooms {
  readonly #rooms = new Map<RoomId, RoomState>();
  readonly #directs = new Map<string, RoomState>();
  readonly #posts = new Map<MessageId, Post>();
  readonly #clientKeys = new Map<string, MessageId>();
  #lastEventId = 0;

  constructor() {
    this.#add({ id: loungeId, kind: "public", name: "lounge", pair: [] });
  }

  find(id: RoomId): Room | null {
    return this.#rooms.get(id)?.room ?? null;
  }

  isMember(roomId: RoomId, userId: UserId): boolean {
    return this.#rooms.get(roomId)?.members.has(userId) ?? false;
  }

  membersOf(roomId: RoomId, afterSeq: Seq, limit: number): { user: Person; seq: Seq }[] {
    const members = [...(this.#rooms.get(roomId)?.members.values() ?? [])];
    return members.filter(({ seq }) => seq > afterSeq).slice(0, limit);
  }

  roomsOf(userId: UserId, afterRoomId: RoomId, limit: number): Room[] {
    return this.#of(userId)
      .map(({ room }) => room)
      .filter(({ id }) => compareText(id, afterRoomId) > 0)
      .sort((a, b) => compareText(a.id, b.id))
      .slice(0, limit);
  }

  share(a: UserId, b: UserId): boolean {
    return this.#of(a).some(({ members }) => members.has(b));
  }

  join(roomId: RoomId, user: Person, { at, emit }: { at: UnixMs; emit: Emit }): void {
    const state = this.#rooms.get(roomId);
    if (state === undefined || state.room.kind !== "public" || state.members.has(user.id)) return;
    this.#join(state, user, { at, emit });
  }

  openDirect(from: Person, to: Person, { newRoomId, at, emit }: { newRoomId: RoomId; at: UnixMs; emit: Emit }): Room {
    const pair = from.id === to.id ? [from] : [from, to];
    const key = JSON.stringify(pair.map(({ id }) => id).sort());
    const existing = this.#directs.get(key);
    if (existing !== undefined) return existing.room;
    if (this.#rooms.has(newRoomId)) throw new Error("openDirect: the room id is in use");
    const sorted = pair.toSorted((a, b) => compareText(a.name, b.name) || compareText(a.id, b.id));
    const state = this.#add({ id: newRoomId, kind: "direct", name: null, pair: sorted });
    this.#directs.set(key, state);
    for (const person of pair) this.#join(state, person, { at, emit });
    return state.room;
  }

  /** What this author wrote under this client key. */
  repeated(author: Person, clientKey: string | null): Message | null {
    const id = clientKey === null ? undefined : this.#clientKeys.get(JSON.stringify([author.id, clientKey]));
    return id === undefined ? null : this.message(id);
  }

  mayPost({ roomId, author, membersOnly }: Pick<NewPost, "roomId" | "author" | "membersOnly">): boolean {
    const state = this.#rooms.get(roomId);
    if (state === undefined) return false;
    return (state.room.kind === "public" && !membersOnly) || state.members.has(author.id);
  }

  /** Null when there is no such room or the author may not post in it. */
  post(post: Omit<NewPost, "nameKey">, emit: Emit): Message | null {
    const state = this.#rooms.get(post.roomId);
    if (state === undefined || !this.mayPost(post)) return null;
    const { id: authorId, kind, name } = post.author;
    const id = this.#lastEventId + 1;
    const message: Message = {
      id,
      roomId: post.roomId,
      seq: state.entries.length + 1,
      author: { id: authorId, kind, name },
      text: post.text,
      file: post.file && { id: post.file.id, name: post.file.name, type: post.file.type, sizeBytes: post.file.sizeBytes },
      at: post.at,
      reactions: [],
    };
    this.#posts.set(id, { message, reactions: new Map() });
    if (post.clientKey !== null) this.#clientKeys.set(JSON.stringify([authorId, post.clientKey]), id);
    this.#append(state, { type: "posted", messageId: id, at: post.at }, emit);
    return message;
  }

  toggle({ messageId, user, emoji, at, maxEmoji, maxUsers }: ReactionToggle, emit: Emit): ReactionOutcome {
    const post = this.#posts.get(messageId);
    const state = post && this.#rooms.get(post.message.roomId);
    if (post === undefined || state === undefined) return { kind: "no_message" };
    if (state.room.kind !== "public" && !state.members.has(user.id)) return { kind: "no_message" };
    const holders = post.reactions.get(emoji) ?? new Set();
    const kind = holders.has(user.id) ? "removed" : "added";
    if (kind === "added" && (holders.size >= maxUsers || (holders.size === 0 && post.reactions.size >= maxEmoji))) {
      return { kind: "too_many" };
    }
    if (kind === "added") post.reactions.set(emoji, holders.add(user.id));
    else holders.delete(user.id);
    if (holders.size === 0) post.reactions.delete(emoji);
    this.#append(state, { type: `reaction_${kind}`, messageId, emoji, userId: user.id, at }, emit);
    return { kind, message: shown(post) };
  }

  message(id: MessageId): Message | null {
    const post = this.#posts.get(id);
    return post === undefined ? null : shown(post);
  }

  snapshot(roomId: RoomId, limit: number): { room: Room; seq: Seq; messages: Message[] } | null {
    const state = this.#rooms.get(roomId);
    if (state === undefined) return null;
    const all = this.#messagesIn((message) => message.roomId === roomId);
    return { room: state.room, seq: state.entries.length, messages: all.slice(Math.max(0, all.length - limit)) };
  }

  eventsAfter(roomId: RoomId, afterSeq: Seq, limit: number): RoomEvent[] {
    const state = this.#rooms.get(roomId);
    if (state === undefined) return [];
    const entries = state.entries.filter(({ seq }) => seq > afterSeq).slice(0, limit);
    return entries.map((entry) => this.#event(state.room, entry));
  }

  messagesAfter(userId: UserId, afterId: MessageId, limit: number): Message[] {
    return this.#messagesIn(({ id, roomId }) => id > afterId && this.isMember(roomId, userId)).slice(0, limit);
  }

  #messagesIn(wanted: (message: Message) => boolean): Message[] {
    return [...this.#posts.values()].filter(({ message }) => wanted(message)).map(shown);
  }

  #of(userId: UserId): RoomState[] {
    return [...this.#rooms.values()].filter(({ members }) => members.has(userId));
  }

  #add(room: Room): RoomState {
    const state: RoomState = { room, entries: [], members: new Map() };
    this.#rooms.set(room.id, state);
    return state;
  }

  #join(state: RoomState, { id, kind, name }: Person, { at, emit }: { at: UnixMs; emit: Emit }): void {
    const user: Person = { id, kind, name };
    state.members.set(id, { user, seq: state.entries.length + 1 });
    this.#append(state, { type: "member_joined", user, at }, emit);
  }

  #append(state: RoomState, entry: NewEntry, emit: Emit): void {
    this.#lastEventId += 1;
    const numbered = { ...entry, seq: state.entries.length + 1 };
    state.entries.push(numbered);
    emit(this.#event(state.room, numbered));
  }

  #event(room: Room, entry: Entry): RoomEvent {
    const { seq, at } = entry;
    if (entry.type === "member_joined") return { type: entry.type, room, seq, at, user: entry.user };
    const message = this.message(entry.messageId);
    if (message === null) throw new Error("an event without its message");
    if (entry.type === "posted") return { type: entry.type, room, seq, at, message };
    return { type: entry.type, room, seq, at, emoji: entry.emoji, userId: entry.userId, message };
  }
}

function shown({ message, reactions }: Post): Message {
  const present: Reaction[] = [...reactions].map(([emoji, userIds]) => ({ emoji, userIds: [...userIds] }));
  return { ...message, reactions: present };
}
