/** What people say, and do to what was said. */
import type { FileId, Message, MessageId, Person, RoomId, UnixMs, UserId } from "./model.ts";

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

export interface PostStore {
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
}
