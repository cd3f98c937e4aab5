import type {
  AccountDeletion,
  DeletionStep,
  FindUsers,
  PasswordChange,
  ProfileChange,
  SessionEnd,
  WrittenBy,
} from "../../ports/accounts.ts";
import type { MessageId, RoomId, Seq, UnixMs, UserId } from "../../ports/model.ts";
import type {
  AccountsWanted,
  AdminChange,
  NewReport,
  ReportsWanted,
  Resolution,
  RoomBan,
  RoomUnban,
  ServerBan,
  ServerUnban,
} from "../../ports/moderation.ts";
import type { Blocking, CountedPage, CountedRooms, Mark, Mute } from "../../ports/personal.ts";
import type { Search } from "../../ports/search.ts";
import type {
  Deletion,
  Edit,
  Guest,
  Invitation,
  Joining,
  Leaving,
  NewAccount,
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
  StoredFile,
} from "../../ports/store.ts";
import { StoreError } from "../../ports/store.ts";
import type { CatchUp, PageQuery } from "../../ports/sync.ts";
import type { CommitListener } from "../commits.ts";
import { wellFormed } from "../text.ts";
import type { Answer, Arguments, ReadName, WriteName } from "./calls.ts";
import type { ReadQueue } from "./read-queue.ts";
import type { WriteQueue } from "./write-queue.ts";

/** The port over two worker threads: nothing here touches the disk. */
export class SqliteStore implements Store {
  readonly secret: Buffer;
  readonly #writes: WriteQueue;
  readonly #reads: ReadQueue;
  #closing: Promise<void> | null = null;

  constructor(secret: Buffer, writes: WriteQueue, reads: ReadQueue) {
    this.secret = secret;
    this.#writes = writes;
    this.#reads = reads;
  }

  onCommit(listener: CommitListener): void {
    this.#writes.onCommit(listener);
  }

  createAccount(account: NewAccount) {
    return this.#write("createAccount", [account]);
  }

  saveGuest(guest: Guest) {
    return this.#write("saveGuest", [guest]);
  }

  setDisplayName(userId: UserId, displayName: string, nameKey: string) {
    return this.#write("setDisplayName", [userId, displayName, nameKey]);
  }

  touchUsers(userIds: readonly UserId[], at: UnixMs) {
    return this.#write("touchUsers", [userIds, at]);
  }

  findUser(id: UserId) {
    return this.#read("findUser", [id]);
  }

  findCredentials(nameKey: string) {
    return this.#read("findCredentials", [nameKey]);
  }

  recentUsers(limit: number) {
    return this.#read("recentUsers", [limit]);
  }

  createToken(token: NewToken) {
    return this.#write("createToken", [token]);
  }

  findToken(hash: string) {
    return this.#read("findToken", [hash]);
  }

  replaceToken(oldHash: string, token: NewToken) {
    return this.#write("replaceToken", [oldHash, token]);
  }

  deleteSession(sessionId: string) {
    return this.#write("deleteSession", [sessionId]);
  }

  deleteExpiredTokens(before: UnixMs, limit: number) {
    return this.#write("deleteExpiredTokens", [before, limit]);
  }

  findRoom(id: RoomId) {
    return this.#read("findRoom", [id]);
  }

  isMember(roomId: RoomId, userId: UserId) {
    return this.#read("isMember", [roomId, userId]);
  }

  roleOf(roomId: RoomId, userId: UserId) {
    return this.#read("roleOf", [roomId, userId]);
  }

  membersOf(roomId: RoomId, afterSeq: Seq, limit: number) {
    return this.#read("membersOf", [roomId, afterSeq, limit]);
  }

  roomsOf(userId: UserId, afterRoomId: RoomId, limit: number) {
    return this.#read("roomsOf", [userId, afterRoomId, limit]);
  }

  standingsOf(userId: UserId, afterRoomId: RoomId, limit: number) {
    return this.#read("standingsOf", [userId, afterRoomId, limit]);
  }

  publicRooms(userId: UserId, afterRoomId: RoomId, limit: number) {
    return this.#read("publicRooms", [userId, afterRoomId, limit]);
  }

  shareRoom(a: UserId, b: UserId) {
    return this.#read("shareRoom", [a, b]);
  }

  acquaintancesOf(userId: UserId, among: readonly UserId[]) {
    return this.#read("acquaintancesOf", [userId, among]);
  }

  openDirect(direct: NewDirect) {
    return this.#write("openDirect", [direct]);
  }

  createRoom(room: NewRoom) {
    return this.#write("createRoom", [room]);
  }

  changeRoom(change: RoomChange) {
    return this.#write("changeRoom", [change]);
  }

  joinRoom(joining: Joining) {
    return this.#write("joinRoom", [joining]);
  }

  invite(invitation: Invitation) {
    return this.#write("invite", [invitation]);
  }

  leaveRoom(leaving: Leaving) {
    return this.#write("leaveRoom", [leaving]);
  }

  removeMember(removal: Removal) {
    return this.#write("removeMember", [removal]);
  }

  setRole(change: RoleChange) {
    return this.#write("setRole", [change]);
  }

  post(post: NewPost): Promise<PostOutcome> {
    return this.#closing === null ? this.#writes.post(post) : Promise.reject(closed());
  }

  postPrivate(post: NewPrivatePost): Promise<PrivatePostOutcome> {
    return this.#closing === null ? this.#writes.postPrivate(post) : Promise.reject(closed());
  }

  toggleReaction(toggle: ReactionToggle) {
    return this.#write("toggleReaction", [toggle]);
  }

  editMessage(edit: Edit) {
    return this.#write("editMessage", [edit]);
  }

  deleteMessage(deletion: Deletion) {
    return this.#write("deleteMessage", [deletion]);
  }

  pinMessage(pin: Pin) {
    return this.#write("pinMessage", [pin]);
  }

  markRead(mark: Mark) {
    return this.#write("markRead", [mark]);
  }

  unreadOf(rooms: CountedRooms) {
    return this.#read("unreadOf", [rooms]);
  }

  countedStandingsOf(page: CountedPage) {
    return this.#read("countedStandingsOf", [page]);
  }

  setMute(mute: Mute) {
    return this.#write("setMute", [mute]);
  }

  block(blocking: Blocking) {
    return this.#write("block", [blocking]);
  }

  unblock(userId: UserId, otherId: UserId) {
    return this.#write("unblock", [userId, otherId]);
  }

  closureOf(roomId: RoomId) {
    return this.#read("closureOf", [roomId]);
  }

  blocksOf(userId: UserId) {
    return this.#read("blocksOf", [userId]);
  }

  snapshot(roomId: RoomId, limit: number) {
    return this.#read("snapshot", [roomId, limit]);
  }

  eventsAfter(roomId: RoomId, afterSeq: Seq, limit: number) {
    return this.#read("eventsAfter", [roomId, afterSeq, limit]);
  }

  messagesAfter(userId: UserId, afterId: MessageId, limit: number) {
    return this.#read("messagesAfter", [userId, afterId, limit]);
  }

  findMessage(id: MessageId) {
    return this.#read("findMessage", [id]);
  }

  versionsOf(id: MessageId) {
    return this.#read("versionsOf", [id]);
  }

  pinsOf(roomId: RoomId, limit: number) {
    return this.#read("pinsOf", [roomId, limit]);
  }

  threadAfter(rootId: MessageId, afterId: MessageId, limit: number) {
    return this.#read("threadAfter", [rootId, afterId, limit]);
  }

  catchUp(query: CatchUp) {
    return this.#read("catchUp", [query]);
  }

  messagesIn(query: PageQuery) {
    return this.#read("messagesIn", [query]);
  }

  searchMessages(search: Search) {
    return this.#read("searchMessages", [search]);
  }

  saveFile(file: StoredFile) {
    return this.#write("saveFile", [file]);
  }

  findFile(id: string) {
    return this.#read("findFile", [id]);
  }

  setProfile(change: ProfileChange) {
    return this.#write("setProfile", [change]);
  }

  findProfile(userId: UserId) {
    return this.#read("findProfile", [userId]);
  }

  emailOf(userId: UserId) {
    return this.#read("emailOf", [userId]);
  }

  profilesOf(viewerId: UserId, userIds: readonly UserId[]) {
    return this.#read("profilesOf", [viewerId, userIds]);
  }

  findUsers(wanted: FindUsers) {
    return this.#read("findUsers", [wanted]);
  }

  openSession(token: NewToken, passwordHash: string) {
    return this.#write("openSession", [token, passwordHash]);
  }

  useSession(sessionId: string, at: UnixMs) {
    return this.#write("useSession", [sessionId, at]);
  }

  sessionsOf(userId: UserId, after: UnixMs, limit: number) {
    return this.#read("sessionsOf", [userId, after, limit]);
  }

  endSessions(end: SessionEnd) {
    return this.#write("endSessions", [end]);
  }

  changePassword(change: PasswordChange) {
    return this.#write("changePassword", [change]);
  }

  deleteAccount(deletion: AccountDeletion) {
    return this.#write("deleteAccount", [deletion]);
  }

  continueDeletion(step: DeletionStep) {
    return this.#write("continueDeletion", [step]);
  }

  messagesBy(wanted: WrittenBy) {
    return this.#read("messagesBy", [wanted]);
  }

  readable(roomId: RoomId, userId: UserId) {
    return this.#read("readable", [roomId, userId]);
  }

  isSilenced(roomId: RoomId, userId: UserId, at: UnixMs) {
    return this.#read("isSilenced", [roomId, userId, at]);
  }

  roomBans(roomId: RoomId, afterId: number, limit: number) {
    return this.#read("roomBans", [roomId, afterId, limit]);
  }

  serverBans(at: UnixMs, afterId: number, limit: number) {
    return this.#read("serverBans", [at, afterId, limit]);
  }

  isAdmin(userId: UserId) {
    return this.#read("isAdmin", [userId]);
  }

  accounts(wanted: AccountsWanted) {
    return this.#read("accounts", [wanted]);
  }

  reports(wanted: ReportsWanted) {
    return this.#read("reports", [wanted]);
  }

  audit(roomId: RoomId | null, beforeId: number, limit: number) {
    return this.#read("audit", [roomId, beforeId, limit]);
  }

  purgeModeration(before: UnixMs, limit: number) {
    return this.#write("purgeModeration", [before, limit]);
  }

  banFromRoom(ban: RoomBan) {
    return this.#write("banFromRoom", [ban]);
  }

  unbanFromRoom(unban: RoomUnban) {
    return this.#write("unbanFromRoom", [unban]);
  }

  banFromServer(ban: ServerBan) {
    return this.#write("banFromServer", [ban]);
  }

  unbanFromServer(unban: ServerUnban) {
    return this.#write("unbanFromServer", [unban]);
  }

  setAdmin(change: AdminChange) {
    return this.#write("setAdmin", [change]);
  }

  deleteAsAdmin(deletion: Deletion) {
    return this.#write("deleteAsAdmin", [deletion]);
  }

  createReport(report: NewReport) {
    return this.#write("createReport", [report]);
  }

  resolveReport(resolution: Resolution) {
    return this.#write("resolveReport", [resolution]);
  }

  /** A real durable write, of one counter, and a look-up: when the reader has died nobody can log in. */
  async check(): Promise<void> {
    await this.#write("check", []);
    await this.#read("findUser", [""]);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** The reader first: the last connection to close copies the write-ahead log back and removes it. */
  async #close(): Promise<void> {
    await this.#reads.close();
    await this.#writes.close();
  }

  async #read<N extends ReadName>(name: N, args: Arguments<N>): Promise<Answer<N>> {
    if (this.#closing !== null) throw closed();
    return await this.#reads.call(name, wellFormed(args));
  }

  async #write<N extends WriteName>(name: N, args: Arguments<N>): Promise<Answer<N>> {
    if (this.#closing !== null) throw closed();
    return await this.#writes.call(name, wellFormed(args));
  }
}

function closed(): StoreError {
  return new StoreError("closed", "the store is closed");
}
