/** Rooms, and who is in them. */
import type { Person, Role, Room, RoomId, Seq, UnixMs, UserId } from "./model.ts";

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

export interface RoomStore {
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
}
