/**
 * What core offers to the floors above, as interfaces. `createChat` in chat.ts makes one.
 * Unless told otherwise a function rejects with `ChatError` (errors.ts) and nothing else.
 */
import type { Readable } from "node:stream";
import type { Bounds } from "../ports/bounds.ts";
import type { StoredFile } from "../ports/files.ts";
import type {
  FileId,
  FileRef,
  Message,
  MessageId,
  Person,
  Role,
  Room,
  RoomEvent,
  RoomId,
  Seq,
  UnixMs,
  User,
  UserId,
} from "../ports/model.ts";
import type { Member } from "../ports/rooms.ts";
import type { RateName } from "../ports/shared-rates.ts";
import type { Administration } from "./administration.ts";
import type { ClientIds } from "./client-ids.ts";
import type { MessagePages } from "./message-pages.ts";
import type { Moderation } from "./moderation.ts";
import type { OwnAccount } from "./own-account.ts";
import type { Personal } from "./personal.ts";
import type { Attending } from "./presence-states.ts";
import type { Reports } from "./reports.ts";
import type { MessageFinder } from "./search.ts";
import type { Sync } from "./sync.ts";
import type { Typing } from "./typing.ts";
import type { Watching } from "./watching.ts";

/** Who is behind a connection or request that brought a token. */
export interface Session {
  readonly id: string;
  readonly user: User;
  readonly expiresAt: UnixMs;
}

export interface Signed {
  readonly user: User;
  readonly session: Session;
  /** 256 random bits, base64url. Given out once; only its hash is kept. */
  readonly token: string;
}

export interface Accounts {
  /** `address`: the client's IP, for limits. Errors: `name_invalid`, `password_invalid`, `email_invalid`, `name_taken`, `email_taken`, `rate_limited`, `overloaded`. */
  register(input: {
    name: string;
    password: string;
    email?: string | undefined;
    /** For somebody who only looks: never the first account, who is the administrator. */
    isVisitor?: boolean;
    address: string;
    /** What the session is told apart by, cut to `sessionLabelChars`. */
    label?: string | undefined;
  }): Promise<Signed>;
  /** Errors: `credentials_invalid` (in the same time whether or not the account exists), `forbidden` (banned from the server), `rate_limited`, `overloaded`. */
  login(input: { name: string; password: string; address: string; label?: string | undefined }): Promise<Signed>;
  /** Errors: `token_invalid`, `token_expired`. */
  authenticate(token: string): Promise<Session>;
  /** A new token for the same session; the old one stops working, live connections go on. Errors as `authenticate`. */
  refresh(token: string): Promise<Signed>;
  /** Ends the session; its live connections are told through `watch`. Errors as `authenticate`. */
  logout(token: string): Promise<void>;
  /** As `logout`, for a session already at hand. */
  endSession(session: Session): Promise<void>;
  /** Calls `ended` once when the session is revoked or expires. The answer stops watching. */
  watch(session: Session, ended: () => void): () => void;
  /** The name shown in public from now on. Errors: `name_invalid`, `name_taken`. Answers the changed user. */
  setDisplayName(user: User, displayName: string): Promise<User>;
  /** A user whom `viewer` may know of: themself, or one who shares a room with them. Error: `not_found`. */
  profile(viewer: User, userId: UserId): Promise<User>;
}

export interface Guests {
  /**
   * The guest with this client id, under this name, which is held until `leave` was called as often as `enter`.
   * Errors: `forbidden` (banned from the server), `name_invalid` (also for a client id that is the id of another user), `name_taken` (by an account, or by another client id that is in), `overloaded`.
   */
  enter(input: { clientId: string; name: string }): Promise<User>;
  leave(user: User): void;
  /** Calls `ended` when the guest with this client id is shut out; to be called before `enter`, so that nothing falls between. The answer stops watching. */
  watch(clientId: string, ended: () => void): () => void;
  /** The guest who is in under this name, by any spelling; null when there is none. */
  named(name: string): UserId | null;
  /**
   * The client id of a guest who alone knows `secret`: the same for ever, and not revealing it. Client ids are shown to others, so who
   * is to get a guest's private messages must have said something that is not.
   */
  clientIdFrom(secret: string): string;
}

/** `name`: the account with this name or display name, or else the guest who is in under it. `userId`: an account or a guest, in or not. */
export type Recipient = { readonly name: string } | { readonly userId: UserId };

export interface Messages extends MessagePages {
  /**
   * Resolves when the message is durable; by then it was handed to everyone in the room.
   * Errors: `not_found` (no such room, or not the author's; what is answered is no message of it; no such file of the author's), `bad_request` (the
   * file is another message's already), `forbidden` (banned from the lounge or the server), `archived`, `name_taken`, `text_empty`, `text_too_long`, `rate_limited`, `unavailable`, `overloaded`.
   */
  post(input: {
    roomId: RoomId;
    author: Person;
    text: string;
    /** A file that the author saved or uploaded, for this message alone. */
    fileId?: FileId;
    /** The message that this one answers. */
    replyTo?: MessageId;
    /** Any message of the thread that this one goes on, or the one that it begins a thread at. */
    thread?: MessageId;
    /** True: only a member may post (the default). False: in a public room anyone may. */
    membersOnly?: boolean;
    clientKey?: string;
    /** The rate that applies; the dialect says `checked` when it has taken it itself. */
    rate?: "sends" | "checked";
  }): Promise<Message>;
  /**
   * From an account or a guest to a `Recipient`, if there is one; resolves alike, and as late, if there is none.
   * Errors as `post` but `not_found`; `forbidden` when the author is banned from the server, `name_taken` when the author is a guest whose name an account took meanwhile.
   */
  postPrivate(input: { author: Person; to: Recipient; text: string; clientKey?: string }): Promise<void>;
  /** Adds or removes. `emoji` was checked by the dialect. Errors: `not_found`, `forbidden` (as `post`), `archived`, `too_many_reactions`, `rate_limited`, `unavailable`, `overloaded`. */
  toggleReaction(input: { messageId: MessageId; user: Person; emoji: string }): Promise<void>;
  /** Adds or removes as `isOn` says; what is so already stays so. Errors as `toggleReaction`. */
  react(input: { messageId: MessageId; user: Person; emoji: string; isOn: boolean }): Promise<void>;
  /**
   * By its author; what it said before is kept. Answers the message as it is now.
   * Errors: `not_found`, `forbidden`, `archived`, `limit_reached`, `text_empty`, `text_too_long`, `rate_limited`, `unavailable`, `overloaded`.
   */
  edit(input: { messageId: MessageId; by: Person; text: string }): Promise<Message>;
  /**
   * By its author, or who may delete others'. Answers what is left: a tombstone. Deleting it again does nothing.
   * Errors: `not_found`, `forbidden`, `rate_limited`, `unavailable`, `overloaded`.
   */
  delete(input: { messageId: MessageId; by: Person }): Promise<Message>;
  /** Errors as `edit`, but for the text's. */
  pin(input: { messageId: MessageId; by: Person; isPinned: boolean }): Promise<Message>;
  /** Pages of messages newer than `afterId` in all the user's rooms, oldest first, until there are no more. */
  after(userId: UserId, afterId: MessageId): AsyncIterable<readonly Message[]>;
  /** The UUID of a message: the same for ever, and unguessable. */
  uuidOf(id: MessageId): string;
  /** The message id behind a UUID of ours; null for any other. Letter case does not matter (RFC 9562). */
  idOf(uuid: string): MessageId | null;
}

export interface Rooms {
  /** The pair's direct room, made if need be; also for oneself. Error: `not_found` (no such account or guest). */
  openDirect(from: User, to: UserId): Promise<Room>;
  /** Error: `not_found`, also for a room the user is not a member of. */
  info(user: User, roomId: RoomId): Promise<{ readonly room: Room; readonly memberIds: readonly UserId[] }>;
  /** Whether the user is a member; false for a room that is not there. */
  isMember(userId: UserId, roomId: RoomId): Promise<boolean>;
  /** All rooms the user is a member of. */
  of(userId: UserId): Promise<readonly Room[]>;
  /** A page of public rooms in use, those aside that the user is banned from, by id, after `afterRoomId` ("" for the first). */
  browse(user: User, afterRoomId: RoomId): Promise<readonly Room[]>;
  /** A page of members in joining order, after a seq of joining (0 for the first). Error: `not_found`, also for a room the user may not read. */
  members(user: User, roomId: RoomId, afterSeq: Seq): Promise<readonly Member[]>;

  /**
   * What is done to groups. All of these reject with `rate_limited`, `unavailable` and `overloaded`, and, if they are about a room, with
   * `not_found` for one the user may not read and `archived` for one that is. What is so already is no error.
   * Guests make and join none: their names and what they know end with their visit, a membership and its right to read do not.
   */
  /** Its maker is its owner. Errors: `forbidden` (a guest), `name_invalid`, `text_too_long` (the topic), `limit_reached`. */
  create(by: User, room: { kind: "public" | "private"; name: string; topic?: string | null }): Promise<Room>;
  /** Owners; the topic moderators, too. `archived: false` takes an archived room up again. Errors: `forbidden`, `name_invalid`, `text_too_long`. */
  change(by: User, roomId: RoomId, change: RoomUpdate): Promise<Room>;
  /** Public rooms. Errors: `forbidden` (a guest), `limit_reached`. */
  join(by: User, roomId: RoomId): Promise<Room>;
  /** Makes the account a member at once. Errors: `forbidden`, `not_found` (no such account), `limit_reached`. */
  invite(by: User, roomId: RoomId, userId: UserId): Promise<Room>;
  /** The last owner leaves no members behind (`last_owner`); a room that nobody is left in is archived. Error: `forbidden` (a direct room). */
  leave(by: User, roomId: RoomId): Promise<Room>;
  /** Errors: `forbidden`, `not_found` (no such member). */
  remove(by: User, roomId: RoomId, userId: UserId): Promise<Room>;
  /** Owners. Errors: `forbidden`, `not_found` (no such member), `last_owner`. */
  setRole(by: User, roomId: RoomId, member: { userId: UserId; role: Role }): Promise<Room>;
}

/** What is absent stays as it is. */
export interface RoomUpdate {
  readonly name?: string;
  /** Null, or nothing but white space, for none. */
  readonly topic?: string | null;
  readonly archived?: boolean;
}

/** Called with events of one room in seq order, none missing, none twice; with none when what was shown before is shown otherwise now. MUST NOT throw. */
export type EventListener = (events: readonly RoomEvent[]) => void;

/** A public room as this process follows it. */
export interface RoomFeed {
  readonly room: Room;
  /**
   * The newest messages in their present state, oldest first, at most `limit` (and at most `bounds.feedWindow`).
   * Complete up to the last event given to listeners: read it and `attach` in the same turn, and nothing is missed or seen twice.
   */
  recent(limit: number): readonly Message[];
  /**
   * Resolves when `recent` has all that was committed before this was called, on any node, or after `feedCatchUpMs`, when the store does not answer: who
   * was told that a message is kept finds it, wherever they ask next. Nothing where that is so anyway. Does not reject.
   */
  caughtUp(): Promise<void> | undefined;
  attach(listener: EventListener): () => void;
}

export interface Feeds {
  /** The lounge is followed from the start. */
  readonly lounge: RoomFeed;
  /**
   * Events of the user's direct rooms, and the user's own `member_joined` and `member_left` of any other. Follows once resolved; nothing
   * committed after that is missed.
   */
  followUser(userId: UserId, listener: EventListener): Promise<() => void>;
  /**
   * As `followUser`, and all events of the user's groups, which are the rooms that are neither direct nor the lounge: of each from the
   * user's joining, or from now on, to the user's leaving, both shown, and nothing before or after (I5).
   */
  followRooms(userId: UserId, listener: EventListener): Promise<() => void>;
  /** For protocols whose clients go on from the greatest message id that they saw in any room. */
  readonly ordered: OrderedFeeds;
}

/** Costs more than `Feeds`: where several nodes commit, a reading of the store for what is told. */
export interface OrderedFeeds {
  /**
   * Everything of the lounge, whoever is a member of it, and of the user's other rooms as `followRooms`: in the order of message ids over all of them,
   * also while a room has to be read first, and when several nodes commit (I9). Follows once resolved; nothing committed after that is missed.
   */
  follow(userId: UserId, follower: OrderedFollower): Promise<() => void>;
}

export interface OrderedFollower {
  /** Called with events of any rooms. MUST NOT throw. */
  readonly show: EventListener;
  /** More than `bounds.heldMessages` were held back and given up: nothing more is shown. Called once at most. */
  readonly overflowed: () => void;
}

export interface PresenceEntry {
  readonly user: Person;
  readonly online: boolean;
  readonly lastActiveAt: UnixMs;
}
export type PresenceListener = (entry: PresenceEntry) => void;

/** Which accounts and guests are online, on any protocol. Addresses have no name of their own and are not counted. */
export interface Presence {
  /** One more connection of `user`; the first makes them online and tells listeners. The answer takes it back (once); after the last, offline. */
  enter(user: User): () => void;
  /** As `enter`, for a connection that may say that its user is away; who watches the user is told of that, nobody else. */
  attend(user: User): Attending;
  /** The user did something now. */
  touch(userId: UserId): void;
  /** Users online, each once. */
  readonly onlineCount: number;
  /** All who are online, then the most recently active of those who are not, at most `offlineLimit`. The same array until something changed, an entry the same object until it changed. */
  list(offlineLimit: number): readonly PresenceEntry[];
  listen(listener: PresenceListener): () => void;
}

export interface Files extends FileLinks {
  /** Keeps the bytes and answers the reference to post. `address`: the sender's IP, for limits. Errors: `file_too_large`, `file_invalid` (no name or type, or one that is not let in), `rate_limited`, `unavailable`. */
  save(input: { bytes: Uint8Array; name: string; type: string; owner: Person; address: string }): Promise<FileRef>;
  /**
   * The same for a file that comes piece by piece, each of which is on its way to the disk before the next is asked for; none is asked for before all was
   * refused that can be. `type`: null for none declared. `expectedBytes`: null for who knows. What `content` throws, which MUST be `ChatError`, it
   * rejects with; nothing is left then. Errors as `save`; `rate_limited` also for more than `uploadsAtOnce` of one owner.
   */
  upload(input: {
    content: AsyncIterable<Uint8Array>;
    expectedBytes: number | null;
    name: string;
    type: string | null;
    owner: Person;
    address: string;
  }): Promise<FileRef>;
  /** Null when there is no such file. */
  open(id: string): Promise<{ readonly file: StoredFile; readonly content: Readable } | null>;
  /** A WebP, smaller than the image that the file is. Null when there is none. */
  openPreview(id: string): Promise<{ readonly file: StoredFile; readonly content: Readable } | null>;
}

export interface FileLinks {
  /** The link to a file: absolute, under the public URL. */
  linkOf(file: FileRef): string;
  /** The same to its preview; null for none. */
  previewLinkOf(file: FileRef): string | null;
  /** One readable line that stands for the file where a protocol has none: name, size and link. */
  lineOf(file: FileRef): string;
}

export interface Limits {
  /** Takes one from the subject's allowance in the last minute; false when it is used up (then nothing is taken). Sliding window, exact. */
  take(rate: RateName, subject: string): boolean;
  /** Gives back the latest one taken. */
  refund(rate: RateName, subject: string): void;
  /** Milliseconds until `take` can succeed; 0 when it can now. */
  retryAfterMs(rate: RateName, subject: string): number;
}

export interface Chat {
  readonly personal: Personal;
  readonly search: MessageFinder;
  readonly watching: Watching;
  readonly typing: Typing;
  readonly bounds: Bounds;
  readonly accounts: Accounts;
  readonly account: OwnAccount;
  readonly guests: Guests;
  readonly messages: Messages;
  readonly rooms: Rooms;
  readonly sync: Sync;
  readonly feeds: Feeds;
  readonly presence: Presence;
  readonly files: Files;
  readonly limits: Limits;
  readonly moderation: Moderation;
  readonly reports: Reports;
  readonly server: Administration;
  /** Ids of connections, for protocols where one can write to a connection. */
  readonly clientIds: ClientIds;
  /** The id of the user behind an IP address: `user_` and a keyed hash, the same for ever, not revealing the IP. */
  addressId(ip: string): UserId;
  /** The name a user shows in public: display name, else name. */
  shownName(user: User): string;
}
