import { randomBytes } from "node:crypto";
import type {
  AccountDeletion,
  DeletionStep,
  FindUsers,
  PasswordChange,
  ProfileChange,
  SessionEnd,
  WrittenBy,
} from "../../ports/accounts.ts";
import type { Acquaintance } from "../../ports/acquaintances.ts";
import type { MessageId, RoomEvent, RoomId, Seq, UnixMs, UserId } from "../../ports/model.ts";
import type {
  AccountsWanted,
  AdminChange,
  AuditEntry,
  Ban,
  NewReport,
  ReportsWanted,
  Resolution,
  RoomBan,
  RoomUnban,
  ServerBan,
  ServerUnban,
} from "../../ports/moderation.ts";
import type { MovementStore } from "../../ports/movements.ts";
import type { Blocking, CountedPage, CountedRooms, Mark, Mute } from "../../ports/personal.ts";
import type { Search, SearchOutcome } from "../../ports/search.ts";
import type {
  Deletion,
  DirectOutcome,
  Edit,
  Guest,
  Invitation,
  Joining,
  Leaving,
  MessageOutcome,
  NewAccount,
  NewAccountOutcome,
  NewDirect,
  NewPost,
  NewPrivatePost,
  NewRoom,
  NewToken,
  Pin,
  PostOutcome,
  PrivatePostOutcome,
  ReactionToggle,
  Removal,
  RoleChange,
  RoomChange,
  Store,
} from "../../ports/store.ts";
import { StoreError } from "../../ports/store.ts";
import type { CatchUp, PageQuery } from "../../ports/sync.ts";
import type { CommitListener } from "../commits.ts";
import { announce } from "../commits.ts";
import { wellFormed } from "../text.ts";
import { heedingDoers } from "./heeding-doers.ts";
import { MemoryAccounts } from "./memory-accounts.ts";
import { MemoryBlocks } from "./memory-blocks.ts";
import { MemoryFiles } from "./memory-files.ts";
import type { Emit } from "./memory-log.ts";
import { MemoryLog } from "./memory-log.ts";
import { MemoryMessages } from "./memory-messages.ts";
import { MemoryModeration } from "./memory-moderation.ts";
import { movementsIn } from "./memory-movements.ts";
import { MemoryPersonal } from "./memory-personal.ts";
import { MemoryReports } from "./memory-reports.ts";
import { MemoryRooms, person } from "./memory-rooms.ts";
import { searchIn } from "./memory-search.ts";
import { MemorySync } from "./memory-sync.ts";
import { MemoryUsers } from "./memory-users.ts";

/** The reference model of the port: keeps everything in this process and loses it with the process. For tests. */
export function createMemoryStore(): Store & MovementStore {
  return heedingDoers(new MemoryStore());
}

class MemoryStore implements Store, MovementStore {
  readonly secret = randomBytes(32);
  readonly #log = new MemoryLog();
  readonly #users = new MemoryUsers((id, at) => this.#log.bans.isShutOut(id, at));
  readonly #blocks = new MemoryBlocks(this.#users);
  readonly #rooms = new MemoryRooms(this.#log, this.#users, this.#blocks);
  readonly #files = new MemoryFiles();
  readonly #messages = new MemoryMessages(this.#log, this.#users, { blocks: this.#blocks, files: this.#files });
  readonly #personal = new MemoryPersonal({ log: this.#log, users: this.#users, blocks: this.#blocks });
  readonly #sync = new MemorySync(this.#log);
  readonly #moderation = new MemoryModeration(this.#log, this.#users);
  readonly #reports = new MemoryReports(this.#log, this.#users, this.#moderation);
  readonly #accounts = new MemoryAccounts({
    log: this.#log,
    users: this.#users,
    rooms: this.#rooms,
    messages: this.#messages,
    reports: this.#reports,
    personal: this.#personal,
    blocks: this.#blocks,
    files: this.#files,
  });
  /** Who does the write that is being called. */
  doer: UserId | null = null;
  #listener: CommitListener | null = null;
  #closed = false;

  onCommit(listener: CommitListener): void {
    this.#listener = listener;
  }

  createAccount(account: NewAccount): Promise<NewAccountOutcome> {
    return this.#write(account, (given, emit) => {
      const outcome = this.#users.createAccount(given);
      if (outcome.kind !== "created") return outcome;
      if (outcome.isAdmin) {
        this.#log.audit.append({ at: given.at, by: null, action: "admin_made", userId: given.id }, true);
      }
      for (const roomId of given.joins) this.#rooms.joinPublic(roomId, outcome.user, { at: given.at, emit });
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

  createToken(token: NewToken): Promise<boolean> {
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
    return this.#read(input, (given) => this.#rooms.roleOf(...given) !== null);
  }

  roleOf = (...input: [roomId: RoomId, userId: UserId]) => this.#read(input, (given) => this.#rooms.roleOf(...given));

  membersOf(...input: [roomId: RoomId, afterSeq: Seq, limit: number]) {
    return this.#read(input, (given) => this.#rooms.membersOf(...given));
  }

  roomsOf(...input: [userId: UserId, afterRoomId: RoomId, limit: number]) {
    return this.#read(input, (given) => this.#rooms.roomsOf(...given));
  }

  standingsOf(...input: [userId: UserId, afterRoomId: RoomId, limit: number]) {
    return this.#read(input, (given) => this.#rooms.standingsOf(...given));
  }

  publicRooms = (...input: [userId: UserId, afterRoomId: RoomId, limit: number]) =>
    this.#read(input, (given) => this.#rooms.publicRooms(...given));

  shareRoom = (...input: [a: UserId, b: UserId]) => this.#read(input, (given) => this.#rooms.share(...given));

  acquaintancesOf(...input: [userId: UserId, among: readonly UserId[]]): Promise<readonly Acquaintance[]> {
    return this.#read(input, ([userId, among]) =>
      [...new Set(this.#users.isGone(userId) ? [] : among)].flatMap((id) => {
        const user = id === userId || this.#rooms.share(userId, id) ? this.#users.inUse(id) : null;
        return user === null ? [] : [{ userId: id, lastActiveAt: user.lastActiveAt }];
      }),
    );
  }

  sharedNow = () => this.#read(null, () => null);
  sessionsAmong = (ids: readonly string[]) => this.#read(ids, (given) => this.#users.sessionsAmong(given));
  usersAmong = (...input: [ids: readonly UserId[], at: UnixMs]) => this.#read(input, (given) => this.#users.usersAmong(...given));

  openDirect(direct: NewDirect): Promise<DirectOutcome> {
    return this.#write(direct, ({ from, to, newRoomId, at }, emit) => {
      const people = [this.#users.inUse(from), this.#users.inUse(to)] as const;
      if (people[0] === null || people[1] === null) return { kind: "no_user" };
      return { kind: "room", room: this.#rooms.openDirect(person(people[0]), person(people[1]), { newRoomId, at, emit }) };
    });
  }

  createRoom(room: NewRoom) {
    return this.#write(room, (given, emit) => this.#rooms.create(given, emit));
  }

  changeRoom(change: RoomChange) {
    return this.#write(change, (given, emit) => this.#rooms.change(given, emit));
  }

  joinRoom(joining: Joining) {
    return this.#write(joining, (given, emit) => this.#rooms.join(given, emit));
  }

  invite(invitation: Invitation) {
    return this.#write(invitation, (given, emit) => this.#rooms.invite(given, emit));
  }

  leaveRoom(leaving: Leaving) {
    return this.#write(leaving, (given, emit) => this.#rooms.leave(given, emit));
  }

  removeMember(removal: Removal) {
    return this.#write(removal, (given, emit) => this.#rooms.remove(given, emit));
  }

  setRole(change: RoleChange) {
    return this.#write(change, (given, emit) => this.#rooms.setRole(given, emit));
  }

  post(post: NewPost): Promise<PostOutcome> {
    return this.#write(post, (given, emit) => this.#messages.post(given, emit));
  }

  postPrivate(post: NewPrivatePost): Promise<PrivatePostOutcome> {
    return this.#write(post, ({ toNameKey, toId, newRoomId, nameKey, ...given }, emit) => {
      const repeated = this.#messages.repeated(given.author, given.clientKey);
      if (repeated !== null) return { kind: "repeated", message: repeated };
      if (this.#log.bans.isShutOut(given.author.id, given.at)) return { kind: "banned" };
      if (nameKey !== null && this.#users.holderOf(nameKey) !== null) return { kind: "name_taken" };
      const from = this.#users.inUse(given.author.id);
      const to = this.#users.inUse(this.#users.holderOf(toNameKey) ?? toId ?? "");
      if (from === null || to === null || this.#blocks.between(from.id, to.id)) return { kind: "no_user" };
      const room = this.#rooms.openDirect(person(from), person(to), { newRoomId, at: given.at, emit });
      const post = { ...given, roomId: room.id, file: null, membersOnly: true, nameKey: null };
      const outcome = this.#messages.post(post, emit);
      if (outcome.kind !== "posted") throw new Error(`a direct room of one's own refused a post: ${outcome.kind}`);
      return outcome;
    });
  }

  toggleReaction(toggle: ReactionToggle) {
    return this.#write(toggle, (given, emit) => this.#messages.toggle(given, emit));
  }

  editMessage(edit: Edit) {
    return this.#write(edit, (given, emit) => this.#messages.edit(given, emit));
  }

  deleteMessage(deletion: Deletion) {
    return this.#write(deletion, (given, emit) => this.#messages.delete(given, emit));
  }

  pinMessage(pin: Pin) {
    return this.#write(pin, (given, emit) => this.#messages.pin(given, emit));
  }

  markRead(mark: Mark) {
    return this.#write(mark, (given) => this.#personal.markRead(given));
  }

  unreadOf(rooms: CountedRooms) {
    return this.#read(rooms, (given) => this.#personal.unreadOf(given));
  }

  countedStandingsOf(page: CountedPage) {
    return this.#read(page, (given) => this.#personal.standingsOf(given));
  }

  setMute(mute: Mute) {
    return this.#write(mute, (given) => this.#personal.setMute(given));
  }

  block(blocking: Blocking) {
    return this.#write(blocking, (given) => this.#blocks.add(given));
  }

  unblock(...input: [userId: UserId, otherId: UserId]) {
    return this.#write(input, (given) => this.#blocks.remove(...given));
  }

  closureOf = (roomId: RoomId) => this.#read(roomId, (given) => this.#messages.closureOf(given));

  blocksOf(userId: UserId) {
    return this.#read(userId, (given) => this.#blocks.of(given));
  }

  snapshot(...input: [roomId: RoomId, limit: number]) {
    return this.#read(input, ([id, count]) => {
      const state = this.#log.rooms.get(id);
      return state ? { room: state.room, seq: state.entries.length, messages: this.#messages.newest(id, count) } : null;
    });
  }

  eventsAfter(...input: [roomId: RoomId, afterSeq: Seq, limit: number]) {
    return this.#read(input, (given) => this.#log.eventsAfter(...given));
  }

  messagesAfter(...input: [userId: UserId, afterId: MessageId, limit: number]) {
    return this.#read(input, ([user, after, count]) =>
      this.#messages.after(after, count, (roomId) => this.#rooms.roleOf(roomId, user) !== null),
    );
  }

  findMessage = (id: MessageId) => this.#read(id, (given) => this.#log.message(given));

  versionsOf(id: MessageId) {
    return this.#read(id, (given) => this.#messages.versionsOf(given));
  }

  pinsOf(...input: [roomId: RoomId, limit: number]) {
    return this.#read(input, (given) => this.#messages.pinsOf(...given));
  }

  threadAfter(...input: [rootId: MessageId, afterId: MessageId, limit: number]) {
    return this.#read(input, (given) => this.#messages.threadAfter(...given));
  }

  catchUp = (query: CatchUp) => this.#read(query, (given) => this.#sync.catchUp(given));

  messagesIn(query: PageQuery) {
    return this.#read(query, (given) => this.#sync.messagesIn(given));
  }

  searchMessages(search: Search): Promise<SearchOutcome> {
    return this.#read(search, (given) => searchIn(this.#log, given));
  }

  saveFile(file: Parameters<Store["saveFile"]>[0]): Promise<void> {
    return this.#write(file, (given) => this.#files.save(given));
  }

  findFile(id: string) {
    return this.#read(id, (given) => this.#files.find(given));
  }

  deleteUnattachedFiles(...input: [before: UnixMs, limit: number]): Promise<number> {
    return this.#write(input, (given) => this.#files.deleteUnattached(...given));
  }

  namelessBlobs(hashes: Parameters<Store["namelessBlobs"]>[0]) {
    return this.#read(hashes, (given) => this.#files.nameless(given));
  }

  releasedBlobs(limit: number) {
    return this.#read(limit, (given) => this.#files.released(given));
  }

  forgetReleased(ids: readonly number[]): Promise<void> {
    return this.#write(ids, (given) => this.#files.forget(given));
  }

  setProfile = (change: ProfileChange) => this.#write(change, (given) => this.#accounts.setProfile(given));
  findProfile = (userId: UserId) => this.#read(userId, (given) => this.#accounts.profile(given));
  emailOf = (userId: UserId) => this.#read(userId, (given) => this.#users.credentialsOf(given)?.email ?? null);
  findUsers = (wanted: FindUsers) => this.#read(wanted, (given) => this.#accounts.findUsers(given));
  endSessions = (end: SessionEnd) => this.#write(end, (given) => this.#accounts.endSessions(given));
  changePassword = (change: PasswordChange) => this.#write(change, (given) => this.#accounts.changePassword(given));
  deleteAccount = (deletion: AccountDeletion) => this.#write(deletion, (given, emit) => this.#accounts.delete(given, emit));
  continueDeletion = (step: DeletionStep) => this.#write(step, (given, emit) => this.#accounts.continueDeletion(given, emit));
  messagesBy = (wanted: WrittenBy) => this.#read(wanted, (given) => this.#accounts.messagesBy(given));
  profilesOf = (...input: [viewerId: UserId, userIds: readonly UserId[]]) =>
    this.#read(input, (given) => this.#accounts.profilesOf(...given));
  openSession = (...input: [token: NewToken, passwordHash: string]) =>
    this.#write(input, (given) => this.#accounts.openSession(...given));
  useSession = (...input: [sessionId: string, at: UnixMs]) => this.#write(input, (given) => this.#users.useSession(...given));
  sessionsOf = (...input: [userId: UserId, after: UnixMs, limit: number]) =>
    this.#read(input, (given) => this.#accounts.sessionsOf(...given));

  readable(...input: [roomId: RoomId, userId: UserId]) {
    return this.#read(input, (given) => this.#log.readable(...given)?.room ?? null);
  }

  isSilenced(...input: [roomId: RoomId, userId: UserId, at: UnixMs]): Promise<boolean> {
    return this.#read(input, (given) => this.#log.bans.isSilenced(...given));
  }

  banFromRoom(ban: RoomBan) {
    return this.#write(ban, (given, emit) => this.#moderation.banFromRoom(given, emit));
  }

  unbanFromRoom(unban: RoomUnban) {
    return this.#write(unban, (given, emit) => this.#moderation.unbanFromRoom(given, emit));
  }

  roomBans(...input: [roomId: RoomId, afterId: number, limit: number]): Promise<readonly Ban[]> {
    return this.#read(input, ([roomId, afterId, limit]) => this.#moderation.bansOf(roomId, null, { afterId, limit }));
  }

  isAdmin = (userId: UserId) => this.#read(userId, (given) => this.#users.isAdmin(given));

  banFromServer(ban: ServerBan) {
    return this.#write(ban, (given) => this.#moderation.banFromServer(given));
  }

  unbanFromServer(unban: ServerUnban) {
    return this.#write(unban, (given) => this.#moderation.unbanFromServer(given));
  }

  serverBans(...input: [at: UnixMs, afterId: number, limit: number]): Promise<readonly Ban[]> {
    return this.#read(input, ([at, afterId, limit]) => this.#moderation.bansOf(null, at, { afterId, limit }));
  }

  setAdmin(change: AdminChange) {
    return this.#write(change, (given) => this.#moderation.setAdmin(given));
  }

  deleteAsAdmin(deletion: Deletion) {
    return this.#write(deletion, (given, emit): MessageOutcome => {
      if (!this.#users.isAdmin(given.by.id)) return { kind: "forbidden" };
      return this.#messages.deleteAsAdmin(given, this.#reports.isReported(given.messageId), emit);
    });
  }

  accounts(wanted: AccountsWanted) {
    return this.#read(wanted, (given) => this.#moderation.accounts(given));
  }

  createReport(report: NewReport) {
    return this.#write(report, (given) => this.#reports.create(given));
  }

  resolveReport(resolution: Resolution) {
    return this.#write(resolution, (given) => this.#reports.resolve(given));
  }

  reports(wanted: ReportsWanted) {
    return this.#read(wanted, (given) => this.#reports.page(given));
  }

  audit(...input: [roomId: RoomId | null, beforeId: number, limit: number]): Promise<readonly AuditEntry[]> {
    return this.#read(input, (given) => this.#log.audit.page(...given));
  }

  purgeModeration(...input: [before: UnixMs, limit: number]): Promise<number> {
    return this.#write(input, ([before, limit]) => {
      let count = this.#log.audit.purge(before, limit);
      count += this.#reports.purge(before, limit - count);
      return count + this.#moderation.purgeBans(before, limit - count);
    });
  }

  lastEventId = () => this.#read(null, () => this.#log.nextId - 1);
  movementsAfter = (...input: [afterId: MessageId, limit: number]) =>
    this.#read(input, (given) => movementsIn(this.#log, ...given));

  check(): Promise<void> {
    return this.#write(null, () => undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.resolve();
  }

  async #read<I, T>(input: I, run: (given: I) => T): Promise<T> {
    if (this.#closed) throw new StoreError("closed", "the store is closed");
    const given = wellFormed(input);
    await Promise.resolve();
    return run(given);
  }

  /** A transaction of one. It runs after the caller's own turn, so that no listener is called from inside a call. */
  async #write<I, T>(input: I, run: (given: I, emit: Emit) => T): Promise<T> {
    const { doer } = this;
    this.doer = null;
    if (this.#closed) throw new StoreError("closed", "the store is closed");
    const given = wellFormed(input);
    await Promise.resolve();
    if (doer !== null && this.#users.isGone(doer)) throw new StoreError("gone", "the account was deleted");
    const events: RoomEvent[] = [];
    const value = run(given, (event) => events.push(event));
    announce(events, this.#listener);
    return value;
  }
}
