import type { AccountStore } from "./accounts.ts";
import type { AcquaintanceStore } from "./acquaintances.ts";
import type { ClusterStore } from "./cluster.ts";
import type { FileStore } from "./files.ts";
import type {
  FileId,
  Message,
  MessageId,
  MessageVersion,
  Person,
  Role,
  Room,
  RoomEvent,
  RoomId,
  Seq,
  UnixMs,
  User,
  UserId,
} from "./model.ts";
import type { ModerationStore } from "./moderation.ts";
import type { PersonalStore } from "./personal.ts";
import type { SearchStore } from "./search.ts";
import type { SyncStore } from "./sync.ts";

/**
 * What went wrong below the domain.
 * - `full`: no space; `busy`: another process holds the lock; `overloaded`: too much is waiting; `unavailable`: the database cannot be
 *   reached. Nothing was written, try again later.
 * - `read_only`: the medium refuses writes. `failed`: input/output error, the store accepts no more writes until restarted.
 * - `newer`: written by a newer version. `damaged`: not a database of ours. `in_use`: another server has it open.
 * - `closed`: used after close. `gone`: the account that does it was deleted.
 */
export type StoreErrorCode =
  | "full"
  | "busy"
  | "overloaded"
  | "unavailable"
  | "read_only"
  | "failed"
  | "newer"
  | "damaged"
  | "in_use"
  | "closed"
  | "gone";

/** Thrown (as a rejection) by stores and blobs. The message is for operators: it may name files and never crosses the wire. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export interface NewAccount {
  readonly id: UserId;
  readonly name: string;
  /** The name folded for comparison (see `core/names.ts`). */
  readonly nameKey: string;
  readonly email: string | null;
  readonly emailKey: string | null;
  readonly passwordHash: string;
  readonly at: UnixMs;
  /** Made for somebody who only looks, as the playground does: never the first account. */
  readonly isVisitor?: boolean;
  /** Rooms the account joins in the same transaction; those that are not there or not public are passed over. */
  readonly joins: readonly RoomId[];
}
export type NewAccountOutcome =
  /** `isAdmin`: it is the first account that is no visitor's, and so the first administrator. */
  | { readonly kind: "created"; readonly user: User; readonly isAdmin: boolean }
  | { readonly kind: "name_taken" }
  | { readonly kind: "email_taken" };

export interface Guest {
  readonly id: UserId;
  readonly name: string;
  readonly nameKey: string;
  readonly at: UnixMs;
}
export type GuestOutcome =
  | { readonly kind: "saved"; readonly user: User }
  | { readonly kind: "name_taken" }
  /** From the server. */
  | { readonly kind: "banned" };

export interface NewToken {
  /** SHA-256 of the token, hex. The token itself is never stored. */
  readonly hash: string;
  /** Stays the same when a token is refreshed. */
  readonly sessionId: string;
  readonly userId: UserId;
  readonly createdAt: UnixMs;
  readonly expiresAt: UnixMs;
  /** What the session is told apart by; absent for nothing. One that replaces another keeps what that one had. */
  readonly label?: string | null;
}
export interface TokenRow {
  readonly sessionId: string;
  readonly expiresAt: UnixMs;
  /** When its session was last in use, as far as told; null for never. */
  readonly usedAt: UnixMs | null;
  readonly user: User;
}

/** Whom a text calls, as it is written in it. */
export interface Calls {
  /** For each `@`: what may be the name that follows, folded, longest first. The first that is an account's who is a member counts. */
  readonly names: readonly (readonly string[])[];
  readonly room: boolean;
}

/** What a message has to do with others. Each id must be a message of the same room, or the post is refused as `no_message`. */
export interface PostLinks {
  /** May have been deleted. */
  readonly replyTo: MessageId | null;
  /** For one that is in a thread itself the message that began that thread is taken. */
  readonly thread: MessageId | null;
  readonly calls: Calls;
}

export interface NewPost {
  readonly roomId: RoomId;
  readonly author: Person;
  readonly text: string;
  /** A file that the author saved and that is attached to no message yet: it is attached to this one in the same transaction. */
  readonly file: FileId | null;
  readonly at: UnixMs;
  /** True: only a member may post. False: in a public room anyone may. */
  readonly membersOnly: boolean;
  /** For an author that is no account: `author.name` folded; the post is refused when an account holds that name. Else null. */
  readonly nameKey: string | null;
  /** The sender's own key for this send (invariant I3); null when it gave none. */
  readonly clientKey: string | null;
  /** Absent: it answers nothing and calls nobody. */
  readonly links?: PostLinks | undefined;
}
export type PostOutcome =
  | { readonly kind: "posted"; readonly message: Message }
  /**
   * This author used this client key before: nothing was written, here is what it wrote then, in its present state, or without all that
   * became of it for an author who may not read the room any more. Comes before every other refusal.
   */
  | { readonly kind: "repeated"; readonly message: Message }
  /** No such room, or one the author may not post in; indistinguishable on purpose. Refusals come in this order. */
  | { readonly kind: "no_room" }
  /** The author is banned from the server, or from the lounge. From another room: `no_room`. */
  | { readonly kind: "banned" }
  /** The direct room is cut off (`PersonalStore`). */
  | { readonly kind: "forbidden" }
  | { readonly kind: "archived" }
  | { readonly kind: "name_taken" }
  | { readonly kind: "no_message" }
  /** No such file, or somebody else's; indistinguishable on purpose. */
  | { readonly kind: "no_file" }
  /** The author's, but attached already. */
  | { readonly kind: "file_taken" };

export interface NewPrivatePost {
  readonly author: Person;
  /** The recipient's account name or display name, folded: people write to the name they see. `""`, which no account has, for none. */
  readonly toNameKey: string;
  /** Who gets it when no account has that name: the id of an account or a guest. Null for nobody. */
  readonly toId: UserId | null;
  readonly text: string;
  readonly at: UnixMs;
  /** Id for the direct room, should it have to be made. */
  readonly newRoomId: RoomId;
  /** As in `NewPost`. */
  readonly nameKey: string | null;
  readonly clientKey: string | null;
}
export type PrivatePostOutcome =
  | { readonly kind: "posted"; readonly message: Message }
  | { readonly kind: "repeated"; readonly message: Message }
  /** From the server. These two come before `no_user`: they tell of the author, and nothing of the recipient. */
  | { readonly kind: "banned" }
  | { readonly kind: "name_taken" }
  /** There is no such account or guest, or the author is neither, or one of the two has blocked the other. */
  | { readonly kind: "no_user" };

export interface NewDirect {
  readonly from: UserId;
  readonly to: UserId;
  readonly newRoomId: RoomId;
  readonly at: UnixMs;
}
export type DirectOutcome = { readonly kind: "room"; readonly room: Room } | { readonly kind: "no_user" };

export interface NewRoom {
  readonly id: RoomId;
  readonly kind: "public" | "private";
  readonly name: string;
  readonly topic: string | null;
  /** An account; it becomes the owner. */
  readonly by: Person;
  readonly at: UnixMs;
  /** At most this many rooms made by one account in the 24 hours up to `at`. */
  readonly maxPerDay: number;
}
export type NewRoomOutcome =
  | { readonly kind: "created"; readonly room: Room }
  | { readonly kind: "no_user" }
  | { readonly kind: "too_many" };

/** What somebody does in a room. */
interface RoomDeed {
  readonly roomId: RoomId;
  readonly by: Person;
  readonly at: UnixMs;
}
/** What is absent stays as it is. */
export interface RoomChange extends RoomDeed {
  readonly name?: string;
  readonly topic?: string | null;
  readonly archived?: boolean;
}
export interface Joining extends RoomDeed {
  readonly maxMembers: number;
}
export interface Invitation extends Joining {
  readonly userId: UserId;
}
export type Leaving = RoomDeed;
export interface Removal extends RoomDeed {
  readonly userId: UserId;
}
export interface RoleChange extends RoomDeed {
  readonly userId: UserId;
  readonly role: Role;
}
/** Refusals come in this order. */
export type RoomOutcome =
  | { readonly kind: "done"; readonly room: Room }
  /** It is so already: nothing was written. Comes after `no_room`, `forbidden` and `no_user`. */
  | { readonly kind: "unchanged"; readonly room: Room }
  /** No such room, or one that `by` may not read; indistinguishable on purpose. */
  | { readonly kind: "no_room" }
  | { readonly kind: "forbidden" }
  /** Also for the one who is to be invited and is no account, or has blocked `by`; to be removed and is no member. */
  | { readonly kind: "no_user" }
  | { readonly kind: "archived" }
  /** There would be members, and no owner among them. */
  | { readonly kind: "last_owner" }
  | { readonly kind: "too_many" };

/** What somebody does to a message. */
interface MessageDeed {
  readonly messageId: MessageId;
  readonly by: Person;
  readonly at: UnixMs;
}
export interface Edit extends MessageDeed {
  readonly text: string;
  readonly calls: Calls;
  readonly maxEdits: number;
}
export type Deletion = MessageDeed;
export interface Pin extends MessageDeed {
  readonly isPinned: boolean;
  /** At most this many in a room. */
  readonly maxPins: number;
}
/** Refusals come in this order. */
export type MessageOutcome =
  | { readonly kind: "done"; readonly message: Message }
  /** It is so already: nothing was written. */
  | { readonly kind: "unchanged"; readonly message: Message }
  /** No such message, or one that `by` may not read; indistinguishable on purpose. A deleted one can be deleted again, and nothing else. */
  | { readonly kind: "no_message" }
  | { readonly kind: "forbidden" }
  | { readonly kind: "archived" }
  | { readonly kind: "too_many" };

/** Where a user stands in one of their rooms. */
export interface Standing {
  readonly room: Room;
  readonly role: Role;
  /** Of the room's last event. */
  readonly seq: Seq;
}

export interface Member {
  readonly user: Person;
  readonly role: Role;
  /** Of the joining. */
  readonly seq: Seq;
}

export interface ReactionToggle {
  readonly messageId: MessageId;
  readonly user: Person;
  readonly emoji: string;
  /** Whether the user is to hold it afterwards. Absent: the other way round than before. */
  readonly isOn?: boolean | undefined;
  readonly at: UnixMs;
  /** At most this many different emoji on one message, and this many users on one emoji. */
  readonly maxEmoji: number;
  readonly maxUsers: number;
}
export type ReactionOutcome =
  | { readonly kind: "added" | "removed"; readonly message: Message }
  /** No such message, a deleted one, or one the user may not read; indistinguishable on purpose. */
  | { readonly kind: "no_message" }
  | { readonly kind: "forbidden" }
  /** It is so already: nothing was written. */
  | { readonly kind: "unchanged"; readonly message: Message }
  /** As in `PostOutcome`. */
  | { readonly kind: "banned" }
  | { readonly kind: "archived" }
  | { readonly kind: "too_many" };

/** A room's newest messages and the seq up to which they are complete, read at one instant. */
export interface RoomSnapshot {
  readonly room: Room;
  readonly seq: Seq;
  /** Oldest first. */
  readonly messages: readonly Message[];
}

/**
 * Everything that survives. Writes are atomic and serialised: each sees all earlier ones.
 *
 * Obligations:
 * - A promise MUST resolve only when its effect is durable: it survives `kill -9` and a power cut (I1).
 * - When a write rejects with `StoreError`, it had no effect and used up no id and no seq.
 * - Message ids MUST increase in commit order over all rooms, a room's seqs MUST be contiguous from 1 (I2), and neither is
 *   ever used again, whatever crashes. A reader who sees id X never later finds a smaller new one (I9).
 * - Text MUST come back exactly as it was given: any Unicode, NUL included, lone surrogates as U+FFFD.
 * - Reads MUST NOT show an uncommitted write. A read issued after a write resolved sees that write.
 * - Texts are ordered by code point. `limit` is a safe integer of at least 0, every time a safe integer.
 * - An id or token hash that must be new and is not, or names a user that must exist and does not, is a mistake of the caller:
 *   the call rejects with an Error that is no `StoreError`, and had no effect.
 * - A write by an account that was deleted (accounts.ts) MUST reject with `gone`, decided in the transaction; `setDisplayName`, `createToken` and
 *   `saveFile` are writes by the user they name.
 * - What a right is needed for is decided by `ports/rights.ts`, in the transaction of the write.
 * - The lounge MUST exist, named `lounge`, public, from the first opening.
 */
export interface Store
  extends AccountStore,
    AcquaintanceStore,
    ClusterStore,
    FileStore,
    ModerationStore,
    PersonalStore,
    SearchStore,
    SyncStore {
  /** 32 random bytes, made with the database and the same ever after: the key behind pseudonyms and message UUIDs. */
  readonly secret: Buffer;

  /**
   * Sets the one listener for committed events. It MUST be called with every new event, in commit order over all rooms (so message ids only
   * rise), each call with events of one room; after they are durable and before any promise of that transaction resolves. This is what
   * makes delivery order equal commit order, and the greatest id a reader saw a safe place to go on from (I9).
   * It MUST NOT be called for anything that was not committed.
   */
  onCommit(listener: (batch: readonly RoomEvent[]) => void): void;

  /** The first account is made administrator. Emits `member_joined` for each room joined. Checks the name before the e-mail address. Names include display names of accounts. */
  createAccount(account: NewAccount): Promise<NewAccountOutcome>;
  /** Creates or renames a guest and stamps it active. `name_taken` when an account holds the name; `banned` comes before it. */
  saveGuest(guest: Guest): Promise<GuestOutcome>;
  /** False when another account holds the name, as its name or display name, or the user is no account. Frees the display name held before. */
  setDisplayName(userId: UserId, displayName: string, nameKey: string): Promise<boolean>;
  /** Stamps users active; unknown ids are ignored. A stamp never goes backwards. */
  touchUsers(userIds: readonly UserId[], at: UnixMs): Promise<void>;
  /** A deleted account is found, under the name it is shown by. */
  findUser(id: UserId): Promise<User | null>;
  /** By folded account name (not display name). */
  findCredentials(nameKey: string): Promise<{ readonly user: User; readonly passwordHash: string } | null>;
  /** Accounts in use and guests, most recently active first, ties by id. */
  recentUsers(limit: number): Promise<readonly User[]>;

  /** False, and nothing was written, when the user is banned from the server at `createdAt`. */
  createToken(token: NewToken): Promise<boolean>;
  findToken(hash: string): Promise<TokenRow | null>;
  /** Replaces a token by a new one of the same session in one step; false when `oldHash` is not there (any more), and as `createToken`. */
  replaceToken(oldHash: string, token: NewToken): Promise<boolean>;
  /** Deletes the tokens of a session; false when there was none. */
  deleteSession(sessionId: string): Promise<boolean>;
  /** Deletes at most `limit` tokens that expired before `before`, the longest expired first, ties by hash; answers how many. */
  deleteExpiredTokens(before: UnixMs, limit: number): Promise<number>;

  findRoom(id: RoomId): Promise<Room | null>;
  isMember(roomId: RoomId, userId: UserId): Promise<boolean>;
  /** Null for no member. */
  roleOf(roomId: RoomId, userId: UserId): Promise<Role | null>;
  /** In joining order, members whose joining has a seq greater than `afterSeq`; named as then. */
  membersOf(roomId: RoomId, afterSeq: Seq, limit: number): Promise<readonly Member[]>;
  /** Rooms of a user, by room id, those after `afterRoomId` ("" for all). */
  roomsOf(userId: UserId, afterRoomId: RoomId, limit: number): Promise<readonly Room[]>;
  /** As `roomsOf`, with where the user stands in each: all of one answer read at one instant. */
  standingsOf(userId: UserId, afterRoomId: RoomId, limit: number): Promise<readonly Standing[]>;
  /** Public rooms that are not archived and that this user may read, by room id, those after `afterRoomId` ("" for all). */
  publicRooms(userId: UserId, afterRoomId: RoomId, limit: number): Promise<readonly Room[]>;
  /** True when some room has both as members. */
  shareRoom(a: UserId, b: UserId): Promise<boolean>;
  /** The one direct room of the pair, made when missing (emitting `member_joined` for each, `from` first). Accounts and guests have direct rooms. */
  openDirect(direct: NewDirect): Promise<DirectOutcome>;

  /** Emits `member_joined`, the room's first event: its maker is the owner. */
  createRoom(room: NewRoom): Promise<NewRoomOutcome>;
  /** Emits `room_changed`. In an archived room nothing but `archived: false` is allowed, alone or with other changes. */
  changeRoom(change: RoomChange): Promise<RoomOutcome>;
  /** `by` becomes a member of a public room, by themself; `no_user` when they are no account. Emits `member_joined`. */
  joinRoom(joining: Joining): Promise<RoomOutcome>;
  /** The account becomes a member at once; `forbidden` when it is banned from the room. Emits `member_joined`. */
  invite(invitation: Invitation): Promise<RoomOutcome>;
  /**
   * Emits `member_left`, and `room_changed` when nobody is left and the room is archived for it (`endsWhenEmpty`). A room is never left
   * with members and no owner, if it had one; a direct room is never left (`forbidden`). Archived rooms may be left.
   */
  leaveRoom(leaving: Leaving): Promise<RoomOutcome>;
  /** Nobody removes themself (`forbidden`). Emits `member_left`. */
  removeMember(removal: Removal): Promise<RoomOutcome>;
  /** The last owner stays one. Emits `role_changed`. */
  setRole(change: RoleChange): Promise<RoomOutcome>;

  /** Emits `posted`. */
  post(post: NewPost): Promise<PostOutcome>;
  /**
   * Opens the direct room if need be and posts, in one transaction. For an unknown recipient it MUST still do a durable
   * write of its own, so that the time taken tells nobody whether the account exists.
   */
  postPrivate(post: NewPrivatePost): Promise<PrivatePostOutcome>;
  /** Adds the reaction, or removes it when the user already holds it, or as `isOn` says. Emits `reaction_added` or `reaction_removed`. */
  toggleReaction(toggle: ReactionToggle): Promise<ReactionOutcome>;
  /** By its author only. What it said before is kept. Emits `edited`. */
  editMessage(edit: Edit): Promise<MessageOutcome>;
  /**
   * By its author, or who may delete others' messages; in archived rooms too. Emits `deleted`. All its texts, its file, its reactions and
   * its pin MUST be gone from whatever keeps them, not hidden: who asks for a text to be deleted means it. `findFile` finds the file no more.
   */
  deleteMessage(deletion: Deletion): Promise<MessageOutcome>;
  /** Emits `pinned` or `unpinned`. */
  pinMessage(pin: Pin): Promise<MessageOutcome>;

  /** Null when there is no such room. */
  snapshot(roomId: RoomId, limit: number): Promise<RoomSnapshot | null>;
  /** Events with a seq greater than `afterSeq`, in seq order. Messages are shown in their present state. */
  eventsAfter(roomId: RoomId, afterSeq: Seq, limit: number): Promise<readonly RoomEvent[]>;
  /** Messages with an id greater than `afterId` in all rooms the user is a member of, in id order. Logarithmic in the history. */
  messagesAfter(userId: UserId, afterId: MessageId, limit: number): Promise<readonly Message[]>;
  findMessage(id: MessageId): Promise<Message | null>;
  /** What the message said, oldest first, the present text last; nothing for none or a deleted one. */
  versionsOf(id: MessageId): Promise<readonly MessageVersion[]>;
  /** Messages pinned in the room, the latest pin first. */
  pinsOf(roomId: RoomId, limit: number): Promise<readonly Message[]>;
  /** Messages of the thread that `rootId` began, those with an id greater than `afterId`, in id order. */
  threadAfter(rootId: MessageId, afterId: MessageId, limit: number): Promise<readonly Message[]>;

  /** Rejects with the reason when a write, or a read, would be refused now; for readiness checks. */
  check(): Promise<void>;
  /** Finishes accepted writes, then closes. MUST be safe to call twice. Later calls reject with `closed`. */
  close(): Promise<void>;
}
