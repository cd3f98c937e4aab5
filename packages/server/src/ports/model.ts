/** The words of Parlance as data: what a store keeps and what every floor above passes around. */

/** An opaque user id. Accounts and guests carry a random one; an address carries a keyed hash of its IP. */
export type UserId = string;
/** An opaque room id; the room everybody shares is {@link loungeId}. */
export type RoomId = string;
/** A safe integer, strictly increasing in commit order over all rooms. */
export type MessageId = number;
/** A room's event number: contiguous from 1. */
export type Seq = number;
/** Unix time in milliseconds. */
export type UnixMs = number;

export const loungeId: RoomId = "lounge";

/** `account`: registered. `guest`: named, without a password. `address`: known only by IP. */
export type UserKind = "account" | "guest" | "address";

/** As much of a user as a message or an event shows. */
export interface Person {
  readonly id: UserId;
  readonly kind: UserKind;
  /** The name shown when it happened; for an address the name that came with the message. */
  readonly name: string;
}

export interface User extends Person {
  /** Chosen by an account, shown instead of `name` in public; null when none was chosen. */
  readonly displayName: string | null;
  readonly createdAt: UnixMs;
  readonly lastActiveAt: UnixMs;
}

/** `public`: anyone may read it. `direct`: its two members only (one, for notes to oneself). */
export type RoomKind = "public" | "direct";

export interface Room {
  readonly id: RoomId;
  readonly kind: RoomKind;
  /** Null where a room has no name of its own (direct rooms). */
  readonly name: string | null;
  /** The members of a direct room, by name, named as when it was made; empty for other kinds, whose members may be many. */
  readonly pair: readonly Person[];
}

/** A stored file as a message carries it. */
export interface FileRef {
  /** Unguessable; part of the link. */
  readonly id: string;
  readonly name: string;
  /** Media type as the sender declared it. */
  readonly type: string;
  readonly sizeBytes: number;
}

/** Who reacted with one emoji, in the order they did. */
export interface Reaction {
  readonly emoji: string;
  readonly userIds: readonly UserId[];
}

/** A message in its present state. Immutable: a change makes a new object. */
export interface Message {
  readonly id: MessageId;
  readonly roomId: RoomId;
  /** The seq of the event that posted it. */
  readonly seq: Seq;
  readonly author: Person;
  /** Exactly what was sent, any Unicode; empty when `file` says it all. */
  readonly text: string;
  readonly file: FileRef | null;
  readonly at: UnixMs;
  /** In the order in which each emoji came; an emoji nobody holds any more is not listed, and comes last when it comes back. */
  readonly reactions: readonly Reaction[];
}

interface EventBase {
  readonly room: Room;
  readonly seq: Seq;
  readonly at: UnixMs;
}

export interface PostedEvent extends EventBase {
  readonly type: "posted";
  readonly message: Message;
}

export interface ReactionEvent extends EventBase {
  readonly type: "reaction_added" | "reaction_removed";
  readonly emoji: string;
  readonly userId: UserId;
  /** The whole message after the change (after a later one, when read back from the store). */
  readonly message: Message;
}

export interface MemberEvent extends EventBase {
  readonly type: "member_joined";
  readonly user: Person;
}

/** One durable change of a room. */
export type RoomEvent = PostedEvent | ReactionEvent | MemberEvent;
export type RoomEventType = RoomEvent["type"];
