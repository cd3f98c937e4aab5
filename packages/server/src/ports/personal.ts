/** What a user keeps for themself about rooms and other users. None of it is an event: it is told to nobody else. */
import type { MessageId, Role, Room, RoomId, Seq, UnixMs, UserId } from "./model.ts";

/** A mute without an end: later than any time. */
export const forever: UnixMs = Number.MAX_SAFE_INTEGER;

/** How much is counted of one room. */
export interface CountBounds {
  /** Unread messages; as many as this means at least as many. The newest are counted. */
  readonly maxCounted: number;
  /** Messages after the read position that are looked at, whoever wrote them. The newest are looked at. */
  readonly maxScanned: number;
}

/**
 * What is new in a room for a user, all read at one instant. Unread is a message that somebody else wrote, whom the user has not blocked,
 * that was not deleted, and whose id is greater than `readTo`.
 */
export interface Counts {
  /**
   * The user's read position. Who never marked one: the joining they are in the room by, in a direct room 0. Who is no member has none but
   * in the lounge, from their first mark there on: 0, and nothing is unread.
   */
  readonly readTo: MessageId;
  readonly unread: number;
  /** Of those that were counted, how many call the user or the room. */
  readonly mentions: number;
  /** Of the room's last event. */
  readonly seq: Seq;
  /** The newest message, deleted or not. */
  readonly latest: { readonly id: MessageId; readonly at: UnixMs } | null;
  /** As it was set, also when that has passed; null for a room that is not muted. */
  readonly mutedUntil: UnixMs | null;
}
export interface RoomCounts extends Counts {
  readonly roomId: RoomId;
}
/** Where a user stands in one of their rooms, or in the lounge, with what is new there. */
export interface CountedStanding extends Counts {
  readonly room: Room;
  /** Null for no member. */
  readonly role: Role | null;
}

export interface CountedPage extends CountBounds {
  readonly userId: UserId;
  readonly afterRoomId: RoomId;
  readonly limit: number;
}
export interface CountedRooms extends CountBounds {
  readonly userId: UserId;
  readonly roomIds: readonly RoomId[];
}

export interface Mark {
  readonly userId: UserId;
  readonly roomId: RoomId;
  /** Any place in the order of ids; past the room's newest message it means that one. */
  readonly messageId: MessageId;
}
export type MarkOutcome =
  | { readonly kind: "done" }
  /** It is there already, or beyond: nothing was written. */
  | { readonly kind: "unchanged" }
  /** No such room, or one that the user is not a member of, the lounge aside; indistinguishable on purpose. Or no account and no guest. */
  | { readonly kind: "no_room" };

export interface Mute {
  readonly userId: UserId;
  readonly roomId: RoomId;
  /** Null: not muted. */
  readonly until: UnixMs | null;
}
export type MuteOutcome = MarkOutcome;

export interface Blocking {
  readonly userId: UserId;
  readonly otherId: UserId;
  /** At most this many by one user. */
  readonly maxBlocks: number;
}
/** Refusals come in this order. */
export type BlockOutcome =
  | { readonly kind: "done" }
  | { readonly kind: "unchanged" }
  /** One of the two is no account and no guest, or they are one. */
  | { readonly kind: "no_user" }
  | { readonly kind: "too_many" };

export type Closure = "left" | "blocked";

/** What a user's own connections are told of what the user did on one of them; whoever missed it reads it anew. */
export type PersonalSignal =
  | { readonly kind: "read_moved"; readonly counts: RoomCounts }
  | { readonly kind: "mute_changed"; readonly roomId: RoomId; readonly until: UnixMs | null }
  | { readonly kind: "blocks_changed"; readonly userIds: readonly UserId[] };

/**
 * Read positions, muted rooms and blocked users.
 *
 * Obligations:
 * - A position MUST never go backwards, and stays when its user leaves the room: who comes back finds unread what was said meanwhile.
 * - What counts as unread is decided on reading, by the blocks and the messages as they are then.
 * - Of two users of whom one has blocked the other neither does anything in their direct room (`isCutOff`, rights.ts): `post`,
 *   `editMessage`, `toggleReaction` and `pinMessage` answer `forbidden`, `postPrivate` does what it does for an unknown recipient.
 *   Deleting what one said is allowed, and so is opening the room.
 * - Who has blocked somebody is not invited by them: `invite` answers `no_user`, but `unchanged` when they are a member already,
 *   and what it answers of anybody who is banned from the room when they are.
 */
export interface PersonalStore {
  /** Members, and for the lounge every account and guest. */
  markRead(mark: Mark): Promise<MarkOutcome>;
  /** In the order of `roomIds`; rooms that the user may not read are left out. */
  unreadOf(rooms: CountedRooms): Promise<readonly RoomCounts[]>;
  /** As `standingsOf`, and the lounge in its place among them, for whoever is no member of it, too. */
  countedStandingsOf(page: CountedPage): Promise<readonly CountedStanding[]>;
  /** Who may mark may mute. */
  setMute(mute: Mute): Promise<MuteOutcome>;
  block(blocking: Blocking): Promise<BlockOutcome>;
  /** False when there was nothing to take back. */
  unblock(userId: UserId, otherId: UserId): Promise<boolean>;
  /**
   * Why nobody says anything more in a direct room: an account of its two was deleted, or one has blocked the other. Null for any room in
   * which the two go on, and for what is no direct room.
   */
  closureOf(roomId: RoomId): Promise<Closure | null>;
  /** Whom the user has blocked, by id. */
  blocksOf(userId: UserId): Promise<readonly UserId[]>;
}
