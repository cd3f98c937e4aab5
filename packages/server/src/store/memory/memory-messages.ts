import type { Mentions, Message, MessageId, MessageVersion, Person, RoomId, UserId } from "../../ports/model.ts";
import { noMentions, untouched } from "../../ports/model.ts";
import type { Closure } from "../../ports/personal.ts";
import type {
  Calls,
  Deletion,
  Edit,
  MessageOutcome,
  NewPost,
  Pin,
  PostOutcome,
  ReactionOutcome,
  ReactionToggle,
} from "../../ports/posts.ts";
import { isCutOff, mayDo, mayRead } from "../../ports/rights.ts";
import { asSent } from "../as-sent.ts";
import type { MemoryBlocks } from "./memory-blocks.ts";
import type { MemoryFiles } from "./memory-files.ts";
import type { Emit, MemoryLog, Post, RoomState } from "./memory-log.ts";
import { shown, tombstone } from "./memory-log.ts";
import type { MemoryUsers } from "./memory-users.ts";

interface Found {
  readonly post: Post;
  readonly state: RoomState;
}

/** Messages, and what is done to them. */
export class MemoryMessages {
  readonly #log: MemoryLog;
  readonly #users: MemoryUsers;
  readonly #blocks: MemoryBlocks;
  readonly #files: MemoryFiles;
  readonly #clientKeys = new Map<string, MessageId>();

  constructor(log: MemoryLog, users: MemoryUsers, { blocks, files }: { blocks: MemoryBlocks; files: MemoryFiles }) {
    this.#log = log;
    this.#users = users;
    this.#blocks = blocks;
    this.#files = files;
  }

  /** What this author wrote under this client key. */
  repeated(author: Person, clientKey: string | null): Message | null {
    const id = clientKey === null ? undefined : this.#clientKeys.get(JSON.stringify([author.id, clientKey]));
    return id === undefined ? null : this.#log.message(id);
  }

  post(post: NewPost, emit: Emit): PostOutcome {
    const { author, links } = post;
    const repeated = this.repeated(author, post.clientKey);
    if (repeated !== null) {
      const mayRead = this.#log.readable(repeated.roomId, author.id) !== null;
      return { kind: "repeated", message: mayRead ? repeated : asSent(repeated, post.text) };
    }
    const state = this.#log.rooms.get(post.roomId);
    if (state === undefined || !this.#mayPost(state, post) || this.#isLeft(state)) return { kind: "no_room" };
    if (this.#log.bans.isSilenced(post.roomId, author.id, post.at)) return { kind: "banned" };
    if (this.#isCutOff(state)) return { kind: "forbidden" };
    if (state.room.archivedAt !== null) return { kind: "archived" };
    if (post.nameKey !== null && this.#users.holderOf(post.nameKey) !== null) return { kind: "name_taken" };
    const replyTo = this.#linked(post.roomId, links?.replyTo);
    const thread = this.#linked(post.roomId, links?.thread);
    if (replyTo === undefined || thread === undefined) return { kind: "no_message" };
    const file = post.file === null ? null : this.#files.attachable(post.file, author.id);
    if (typeof file === "string") return { kind: file };
    if (file !== null) this.#files.attach(file.id);
    const id = this.#log.nextId;
    const mentions = links === undefined ? noMentions : this.#called(state, links.calls);
    const message: Message = {
      id,
      roomId: post.roomId,
      seq: state.entries.length + 1,
      author: { id: author.id, kind: author.kind, name: author.name },
      text: post.text,
      file,
      at: post.at,
      ...untouched,
      replyTo: replyTo?.id ?? null,
      thread: thread && (thread.thread ?? thread.id),
      mentions,
    };
    const versions = [{ text: post.text, at: post.at }];
    this.#log.posts.set(id, { message, reactions: new Map(), versions, mentions, pin: null });
    if (post.clientKey !== null) this.#clientKeys.set(JSON.stringify([author.id, post.clientKey]), id);
    this.#log.append(state, { type: "posted", messageId: id, at: post.at }, emit);
    return { kind: "posted", message };
  }

  toggle({ messageId, user, emoji, isOn, at, maxEmoji, maxUsers }: ReactionToggle, emit: Emit): ReactionOutcome {
    const found = this.#find(messageId, user.id);
    if (found === null || found.post.message.deletedAt !== null) return { kind: "no_message" };
    const { post, state } = found;
    if (this.#log.bans.isSilenced(state.room.id, user.id, at)) return { kind: "banned" };
    if (this.#isCutOff(state)) return { kind: "forbidden" };
    const holders = post.reactions.get(emoji) ?? new Set();
    if (holders.has(user.id) === isOn) return { kind: "unchanged", message: shown(post) };
    if (state.room.archivedAt !== null) return { kind: "archived" };
    const kind = holders.has(user.id) ? "removed" : "added";
    if (kind === "added" && (holders.size >= maxUsers || (holders.size === 0 && post.reactions.size >= maxEmoji))) {
      return { kind: "too_many" };
    }
    if (kind === "added") post.reactions.set(emoji, holders.add(user.id));
    else holders.delete(user.id);
    if (holders.size === 0) post.reactions.delete(emoji);
    this.#log.append(state, { type: `reaction_${kind}`, messageId, emoji, userId: user.id, at }, emit);
    return { kind, message: shown(post) };
  }

  edit({ messageId, by, at, text, calls, maxEdits }: Edit, emit: Emit): MessageOutcome {
    const found = this.#find(messageId, by.id);
    if (found === null || found.post.message.deletedAt !== null) return { kind: "no_message" };
    const { post, state } = found;
    if (post.message.author.id !== by.id || this.#log.bans.isSilenced(state.room.id, by.id, at)) return { kind: "forbidden" };
    if (this.#isCutOff(state)) return { kind: "forbidden" };
    if (shown(post).text === text) return { kind: "unchanged", message: shown(post) };
    if (state.room.archivedAt !== null) return { kind: "archived" };
    if (post.versions.length > maxEdits) return { kind: "too_many" };
    post.versions.push({ text, at });
    post.mentions = this.#called(state, calls);
    return this.#done(found, { type: "edited", by, at }, emit);
  }

  delete({ messageId, by, at }: Deletion, emit: Emit): MessageOutcome {
    const found = this.#find(messageId, by.id);
    if (found === null) return { kind: "no_message" };
    const { post, state } = found;
    if (post.message.author.id !== by.id && !mayDo(state.room, state.members.get(by.id)?.role ?? null, "delete_others")) {
      return { kind: "forbidden" };
    }
    return this.#delete(found, { messageId, by, at }, { emit, isAdmin: false });
  }

  /** As `delete`, by an administrator, of a message in a public room or one that `isReported`. */
  deleteAsAdmin(deletion: Deletion, isReported: boolean, emit: Emit): MessageOutcome {
    const post = this.#log.posts.get(deletion.messageId);
    const state = post && this.#log.rooms.get(post.message.roomId);
    if (!post || !state || (state.room.kind !== "public" && !isReported)) return { kind: "no_message" };
    return this.#delete({ post, state }, deletion, { emit, isAdmin: true });
  }

  #delete(found: Found, { by, at }: Deletion, { emit, isAdmin }: { emit: Emit; isAdmin: boolean }): MessageOutcome {
    const { post, state } = found;
    const { message } = post;
    if (message.deletedAt !== null) return { kind: "unchanged", message };
    if (message.author.id !== by.id) {
      const about = { roomId: state.room.id, userId: message.author.id, messageId: message.id };
      this.#log.audit.append({ at, by, action: "message_deleted", ...about }, isAdmin || state.room.kind === "public");
    }
    return this.#erase(found, { by, at }, emit);
  }

  /** As if its author had deleted it, whoever may read it. */
  eraseFor(by: Person, messageId: MessageId, { at, emit }: { readonly at: number; readonly emit: Emit }): void {
    const post = this.#log.posts.get(messageId);
    const state = post && this.#log.rooms.get(post.message.roomId);
    if (post && state) this.#erase({ post, state }, { by, at }, emit);
  }

  #erase(found: Found, { by, at }: { by: Person; at: number }, emit: Emit) {
    const { post } = found;
    const { message } = post;
    if (message.file !== null) this.#files.delete(message.file.id);
    post.message = tombstone(message, at);
    post.reactions.clear();
    post.versions = [];
    post.mentions = noMentions;
    post.pin = null;
    return this.#done(found, { type: "deleted", by, at }, emit);
  }

  pin({ messageId, by, at, isPinned, maxPins }: Pin, emit: Emit): MessageOutcome {
    const found = this.#find(messageId, by.id);
    if (found === null || found.post.message.deletedAt !== null) return { kind: "no_message" };
    const { post, state } = found;
    const role = state.members.get(by.id)?.role ?? null;
    if (!mayDo(state.room, role, "pin") || this.#isCutOff(state)) return { kind: "forbidden" };
    if ((post.pin !== null) === isPinned) return { kind: "unchanged", message: shown(post) };
    if (state.room.archivedAt !== null) return { kind: "archived" };
    if (isPinned && this.#pins(state.room.id).length >= maxPins) return { kind: "too_many" };
    post.pin = isPinned ? { at, seq: state.entries.length + 1 } : null;
    return this.#done(found, { type: isPinned ? "pinned" : "unpinned", by, at }, emit);
  }

  closureOf(roomId: RoomId): Closure | null {
    const state = this.#log.rooms.get(roomId);
    if (state === undefined) return null;
    if (this.#isLeft(state)) return "left";
    return this.#isCutOff(state) ? "blocked" : null;
  }

  versionsOf(id: MessageId): readonly MessageVersion[] {
    return [...(this.#log.posts.get(id)?.versions ?? [])];
  }

  pinsOf(roomId: RoomId, limit: number): Message[] {
    return this.#pins(roomId)
      .sort((a, b) => (b.pin?.seq ?? 0) - (a.pin?.seq ?? 0))
      .slice(0, limit)
      .map(shown);
  }

  threadAfter(rootId: MessageId, afterId: MessageId, limit: number): Message[] {
    return this.#log.messages(({ id, thread }) => id > afterId && thread === rootId).slice(0, limit);
  }

  newest(roomId: RoomId, limit: number): Message[] {
    const all = this.#log.messages((message) => message.roomId === roomId);
    return all.slice(Math.max(0, all.length - limit));
  }

  /** `isMine` tells the rooms that count. */
  after(afterId: MessageId, limit: number, isMine: (roomId: RoomId) => boolean): Message[] {
    return this.#log.messages(({ id, roomId }) => id > afterId && isMine(roomId)).slice(0, limit);
  }

  #done(
    { post, state }: Found,
    done: { type: "edited" | "deleted" | "pinned" | "unpinned"; by: Person; at: number },
    emit: Emit,
  ) {
    const { id, kind, name } = done.by;
    this.#log.append(state, { type: done.type, at: done.at, messageId: post.message.id, by: { id, kind, name } }, emit);
    return { kind: "done" as const, message: shown(post) };
  }

  #isLeft({ room }: RoomState): boolean {
    return room.pair.some(({ id }) => this.#users.isGone(id));
  }

  #pins(roomId: RoomId): Post[] {
    return [...this.#log.posts.values()].filter(({ message, pin }) => message.roomId === roomId && pin !== null);
  }

  #find(messageId: MessageId, readerId: UserId): Found | null {
    const post = this.#log.posts.get(messageId);
    const state = post && this.#log.readable(post.message.roomId, readerId);
    return post && state ? { post, state } : null;
  }

  #isCutOff({ room }: RoomState): boolean {
    return isCutOff(room, (by, other) => this.#blocks.has(by, other));
  }

  #mayPost({ room, members }: RoomState, { author, membersOnly }: NewPost): boolean {
    if (members.has(author.id)) return true;
    return !membersOnly && mayRead(room, { isMember: false, isBanned: this.#log.bans.isBanned(room.id, author.id) });
  }

  /** Undefined for what is no message of the room. */
  #linked(roomId: RoomId, id: MessageId | null | undefined): Message | null | undefined {
    if (id === null || id === undefined) return null;
    const message = this.#log.posts.get(id)?.message;
    return message?.roomId === roomId ? message : undefined;
  }

  #called({ members }: RoomState, { names, room }: Calls): Mentions {
    const userIds = new Set<UserId>();
    for (const candidates of names) {
      const called = candidates.map((key) => this.#users.holderOf(key)).find((id) => id !== null && members.has(id));
      if (called) userIds.add(called);
    }
    return { userIds: [...userIds], room };
  }
}
