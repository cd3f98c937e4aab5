import { randomBytes } from "node:crypto";
import type { MessageId, Person, RoomEvent, RoomId, Seq, UnixMs, User, UserId } from "../../ports/model.ts";
import type {
  DirectOutcome,
  Guest,
  NewAccount,
  NewAccountOutcome,
  NewDirect,
  NewPost,
  NewPrivatePost,
  NewToken,
  PostOutcome,
  PrivatePostOutcome,
  ReactionToggle,
  Store,
  StoredFile,
} from "../../ports/store.ts";
import { StoreError } from "../../ports/store.ts";
import type { CommitListener } from "../commits.ts";
import { announce } from "../commits.ts";
import { wellFormed } from "../text.ts";
import { MemoryRooms } from "./memory-rooms.ts";
import { MemoryUsers } from "./memory-users.ts";

type Emit = (event: RoomEvent) => void;

/** The reference model of the port: keeps everything in this process and loses it with the process. For tests. */
export function createMemoryStore(): Store {
  return new MemoryStore();
}

class MemoryStore implements Store {
  readonly secret = randomBytes(32);
  readonly #users = new MemoryUsers();
  readonly #rooms = new MemoryRooms();
  readonly #files = new Map<string, StoredFile>();
  #listener: CommitListener | null = null;
  #closed = false;

  onCommit(listener: CommitListener): void {
    this.#listener = listener;
  }

  createAccount(account: NewAccount): Promise<NewAccountOutcome> {
    return this.#write(account, (given, emit) => {
      const outcome = this.#users.createAccount(given);
      if (outcome.kind !== "created") return outcome;
      for (const roomId of given.joins) this.#rooms.join(roomId, outcome.user, { at: given.at, emit });
      return outcome;
    });
  }

  saveGuest(guest: Guest) {
    return this.#write(guest, (given) => this.#users.saveGuest(given));
  }

  setDisplayName(...input: [userId: UserId, displayName: string, nameKey: string]): Promise<boolean> {
    return this.#write(input, (given) => this.#users.setDisplayName(...given));
  }

  touchUsers(userIds: readonly UserId[], at: UnixMs): Promise<void> {
    return this.#write(userIds, (given) => this.#users.touch(given, at));
  }

  findUser(id: UserId) {
    return this.#read(id, (given) => this.#users.find(given));
  }

  findCredentials(nameKey: string) {
    return this.#read(nameKey, (given) => this.#users.credentials(given));
  }

  recentUsers(limit: number) {
    return this.#read(limit, (given) => this.#users.recent(given));
  }

  createToken(token: NewToken): Promise<void> {
    return this.#write(token, (given) => this.#users.createToken(given));
  }

  findToken(hash: string) {
    return this.#read(hash, (given) => this.#users.findToken(given));
  }

  replaceToken(...input: [oldHash: string, token: NewToken]): Promise<boolean> {
    return this.#write(input, (given) => this.#users.replaceToken(...given));
  }

  deleteSession(sessionId: string): Promise<boolean> {
    return this.#write(sessionId, (given) => this.#users.deleteTokens((token) => token.sessionId === given) > 0);
  }

  deleteExpiredTokens(...input: [before: UnixMs, limit: number]): Promise<number> {
    return this.#write(input, (given) => this.#users.deleteExpiredTokens(...given));
  }

  findRoom(id: RoomId) {
    return this.#read(id, (given) => this.#rooms.find(given));
  }

  isMember(...input: [roomId: RoomId, userId: UserId]): Promise<boolean> {
    return this.#read(input, (given) => this.#rooms.isMember(...given));
  }

  membersOf(...input: [roomId: RoomId, afterSeq: Seq, limit: number]) {
    return this.#read(input, (given) => this.#rooms.membersOf(...given));
  }

  roomsOf(...input: [userId: UserId, afterRoomId: RoomId, limit: number]) {
    return this.#read(input, (given) => this.#rooms.roomsOf(...given));
  }

  shareRoom(...input: [a: UserId, b: UserId]): Promise<boolean> {
    return this.#read(input, (given) => this.#rooms.share(...given));
  }

  openDirect(direct: NewDirect): Promise<DirectOutcome> {
    return this.#write(direct, ({ from, to, newRoomId, at }, emit) => {
      const people = [this.#users.find(from), this.#users.find(to)] as const;
      if (people[0] === null || people[1] === null) return { kind: "no_user" };
      return { kind: "room", room: this.#rooms.openDirect(person(people[0]), person(people[1]), { newRoomId, at, emit }) };
    });
  }

  post(post: NewPost): Promise<PostOutcome> {
    return this.#write(post, (given, emit) => this.#post(given, emit));
  }

  postPrivate(post: NewPrivatePost): Promise<PrivatePostOutcome> {
    return this.#write(post, ({ toNameKey, toId, newRoomId, nameKey, ...given }, emit) => {
      const repeated = this.#rooms.repeated(given.author, given.clientKey);
      if (repeated !== null) return { kind: "repeated", message: repeated };
      if (nameKey !== null && this.#users.holderOf(nameKey) !== null) return { kind: "name_taken" };
      const from = this.#users.find(given.author.id);
      const to = this.#users.find(this.#users.holderOf(toNameKey) ?? toId ?? "");
      if (from === null || to === null) return { kind: "no_user" };
      const room = this.#rooms.openDirect(person(from), person(to), { newRoomId, at: given.at, emit });
      const message = this.#rooms.post({ ...given, roomId: room.id, file: null, membersOnly: true }, emit);
      return message === null ? { kind: "no_user" } : { kind: "posted", message };
    });
  }

  toggleReaction(toggle: ReactionToggle) {
    return this.#write(toggle, (given, emit) => this.#rooms.toggle(given, emit));
  }

  snapshot(...input: [roomId: RoomId, limit: number]) {
    return this.#read(input, (given) => this.#rooms.snapshot(...given));
  }

  eventsAfter(...input: [roomId: RoomId, afterSeq: Seq, limit: number]) {
    return this.#read(input, (given) => this.#rooms.eventsAfter(...given));
  }

  messagesAfter(...input: [userId: UserId, afterId: MessageId, limit: number]) {
    return this.#read(input, (given) => this.#rooms.messagesAfter(...given));
  }

  findMessage(id: MessageId) {
    return this.#read(id, (given) => this.#rooms.message(given));
  }

  saveFile(file: StoredFile): Promise<void> {
    return this.#write(file, (given) => {
      if (this.#files.has(given.id)) throw new Error("saveFile: the id is in use");
      this.#files.set(given.id, given);
    });
  }

  findFile(id: string) {
    return this.#read(id, (given) => this.#files.get(given) ?? null);
  }

  check(): Promise<void> {
    return this.#write(null, () => undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.resolve();
  }

  #post(post: NewPost, emit: Emit): PostOutcome {
    const repeated = this.#rooms.repeated(post.author, post.clientKey);
    if (repeated !== null) return { kind: "repeated", message: repeated };
    const nameTaken = post.nameKey !== null && this.#users.holderOf(post.nameKey) !== null;
    if (nameTaken && this.#rooms.mayPost(post)) return { kind: "name_taken" };
    const message = this.#rooms.post(post, emit);
    return message === null ? { kind: "no_room" } : { kind: "posted", message };
  }

  async #read<I, T>(input: I, run: (given: I) => T): Promise<T> {
    if (this.#closed) throw new StoreError("closed", "the store is closed");
    const given = wellFormed(input);
    await Promise.resolve();
    return run(given);
  }

  /** A transaction of one. It runs after the caller's own turn, so that no listener is called from inside a call. */
  async #write<I, T>(input: I, run: (given: I, emit: Emit) => T): Promise<T> {
    if (this.#closed) throw new StoreError("closed", "the store is closed");
    const given = wellFormed(input);
    await Promise.resolve();
    const events: RoomEvent[] = [];
    const value = run(given, (event) => events.push(event));
    announce(events, this.#listener);
    return value;
  }
}

function person({ id, kind, name }: User): Person {
  return { id, kind, name };
}
