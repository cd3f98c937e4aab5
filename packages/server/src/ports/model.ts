/** The words of Parlance as data: what a store keeps and what every floor above passes around. */

/** An opaque user id. Accounts and guests carry a random one; an address carries a keyed hash of its IP. */
export type UserId = string;
/** An opaque room id; the room everybody shares is {@link loungeId}. */
export type RoomId = string;
/** An opaque file id. */
export type FileId = string;
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
  /** The name shown when it happened; for an address the name that came with the message; of a deleted account the one all such have. */
  readonly name: string;
}

export interface User extends Person {
  /** Chosen by an account, shown instead of `name` in public; null when none was chosen. */
  readonly displayName: string | null;
  readonly createdAt: UnixMs;
  readonly lastActiveAt: UnixMs;
}

/** `public`: anyone may read it, any account may join. `private`: its members only, who were invited. `direct`: its two members only (one, for notes to oneself). */
export type RoomKind = "public" | "private" | "direct";

/** What a member may do in a public or private room (rights.ts). In direct rooms and in the lounge all are `member`. */
export type Role = "owner" | "moderator" | "member";

export interface Room {
  readonly id: RoomId;
  readonly kind: RoomKind;
  /** Null where a room has no name of its own (direct rooms). */
  readonly name: string | null;
  readonly topic: string | null;
  /** When it was archived: it can be read, and nothing more is said in it. Null while it is in use. */
  readonly archivedAt: UnixMs | null;
  /** The members of a direct room, by name, named as when it was made unless their account was deleted; empty for other kinds, whose members may be many. */
  readonly pair: readonly Person[];
}

/** What is known of a file that is an image. */
export interface ImageFacts {
  /** Pixels, the way up that it is to be shown. */
  readonly width: number;
  readonly height: number;
  /** Whether there is a smaller one, to be shown first. */
  readonly hasPreview: boolean;
}

/** A stored file as a message carries it. */
export interface FileRef {
  /** Unguessable; part of the link. */
  readonly id: FileId;
  readonly name: string;
  /** Media type: as the sender declared it, for an upload corrected where its first bytes say otherwise. */
  readonly type: string;
  readonly sizeBytes: number;
  /** Null for what is no image, or one that could not be looked at. */
  readonly image: ImageFacts | null;
}

/** Who reacted with one emoji, in the order they did. */
export interface Reaction {
  readonly emoji: string;
  readonly userIds: readonly UserId[];
}

/** Whom a text calls by `@name`, as it was understood when it was written. */
export interface Mentions {
  /** Members of the room, each once, in the order of the text. */
  readonly userIds: readonly UserId[];
  /** `@room`: everybody. */
  readonly room: boolean;
}
export const noMentions: Mentions = { userIds: [], room: false };

/** A message's text as it was from `at` on. */
export interface MessageVersion {
  readonly text: string;
  readonly at: UnixMs;
}

/**
 * A message in its present state. Immutable: a change makes a new object, with the same id and seq. A deleted one is a tombstone: it keeps
 * its place, author, time, `replyTo` and `thread`, and has nothing else.
 */
export interface Message {
  readonly id: MessageId;
  readonly roomId: RoomId;
  /** The seq of the event that posted it. */
  readonly seq: Seq;
  readonly author: Person;
  /** Exactly what was sent, any Unicode; empty when `file` says it all, or when it was deleted. */
  readonly text: string;
  readonly file: FileRef | null;
  readonly at: UnixMs;
  /** When its text was last changed; null when it never was. */
  readonly editedAt: UnixMs | null;
  readonly deletedAt: UnixMs | null;
  readonly pinnedAt: UnixMs | null;
  /** The message of the same room that this one answers; it may have been deleted. */
  readonly replyTo: MessageId | null;
  /** The message of the same room that began the thread this one is in, itself in none; null outside of threads. */
  readonly thread: MessageId | null;
  readonly mentions: Mentions;
  /** In the order in which each emoji came; an emoji nobody holds any more is not listed, and comes last when it comes back. */
  readonly reactions: readonly Reaction[];
}

/** What a message has that was posted a moment ago and answers nothing. */
export const untouched = {
  editedAt: null,
  deletedAt: null,
  pinnedAt: null,
  replyTo: null,
  thread: null,
  mentions: noMentions,
  reactions: [],
} as const satisfies Partial<Message>;

interface EventBase {
  /** As it was when the event came; as it is now, when read back from the store. */
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

/** The text, or the pin, of a message was changed, or the message deleted. */
export interface MessageEvent extends EventBase {
  readonly type: "edited" | "deleted" | "pinned" | "unpinned";
  readonly by: Person;
  /** As in `ReactionEvent`. */
  readonly message: Message;
}

export interface JoinedEvent extends EventBase {
  readonly type: "member_joined";
  readonly user: Person;
  readonly role: Role;
  /** Who invited the user; null when they came by themselves. */
  readonly by: Person | null;
}

export interface LeftEvent extends EventBase {
  readonly type: "member_left";
  readonly user: Person;
  readonly reason: "left" | "removed";
  /** Who removed the user; null when they left by themselves. */
  readonly by: Person | null;
}

export interface RoleEvent extends EventBase {
  readonly type: "role_changed";
  readonly user: Person;
  readonly role: Role;
  readonly by: Person;
}

/** Whoever is banned from a group and was a member left it with the event before. From the lounge one is banned without leaving it: see rights.ts. */
export interface BanEvent extends EventBase {
  readonly type: "banned" | "unbanned";
  readonly user: Person;
  readonly by: Person;
}

/** Name, topic or archiving: `room` shows what it became, also when the event is read back later. */
export interface RoomChangedEvent extends EventBase {
  readonly type: "room_changed";
  readonly by: Person;
}

/** One durable change of a room. A room's first event is the joining of whoever made it (of both, in a direct room). */
export type RoomEvent =
  | PostedEvent
  | ReactionEvent
  | MessageEvent
  | JoinedEvent
  | LeftEvent
  | RoleEvent
  | BanEvent
  | RoomChangedEvent;
export type RoomEventType = RoomEvent["type"];
