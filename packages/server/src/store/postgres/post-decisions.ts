import type { FileRef, Message, MessageId } from "../../ports/model.ts";
import type { NewPost, NewPrivatePost, PostLinks, PostOutcome, PrivatePostOutcome } from "../../ports/posts.ts";
import { asSent } from "../as-sent.ts";
import { mentionsColumn } from "../details.ts";
import type { Linked } from "../post-fields.ts";
import { joint } from "./joint.ts";
import { mentionsOf } from "./links.ts";
import type { FoundRoom, PostFacts } from "./post-facts.ts";
import { directOf, isBanned, isShutOut, mayAuthorRead } from "./post-facts.ts";

/** What the posts before in the same run have changed of what was read at its beginning. */
export interface Since {
  /** By `joint(authorId, clientKey)`, what was posted with one. Its author may read it: it was just posted. */
  readonly sent: Map<string, () => Message>;
  /** By which posts of this run files are taken. */
  readonly taken: Set<string>;
  /** Direct rooms made, by their ids. */
  readonly made: Set<string>;
  /** The first id given in this run, and the next to be given. */
  readonly firstId: MessageId;
  readonly nextId: MessageId;
}

export interface Accepted {
  readonly kind: "accepted";
  readonly room: FoundRoom;
  /** Null for none. */
  readonly linked: Linked | null;
  readonly file: FileRef | null;
}

/** `anew`: it is about something that came with a post before it in the run, and can be decided only when that can be read. */
export type Decision = Accepted | { readonly kind: "gone" } | { readonly kind: "anew" } | PostOutcome;

/** `alone`: the room may have to be made, or is cut off; `directWrites` sees to those. */
export type PrivateDecision = Accepted | { readonly kind: "gone" } | { readonly kind: "alone" } | PrivatePostOutcome;

/** What becomes of a post. Refusals in the order of `PostOutcome`. */
export function decide(facts: PostFacts, since: Since, post: NewPost): Decision {
  const { author, roomId, text, at, nameKey, links } = post;
  if (facts.authors.get(author.id)?.isGone) return { kind: "gone" };
  const repeated = repeatedBy(facts, since, post);
  if (repeated !== null) {
    const { message, isFresh } = repeated;
    const room = facts.rooms.get(message.roomId);
    const mayRead = isFresh || (room !== undefined && mayAuthorRead(facts, room, author.id));
    return { kind: "repeated", message: mayRead ? message : asSent(message, text) };
  }
  const found = facts.rooms.get(roomId);
  if (found === undefined && since.made.has(roomId)) return { kind: "anew" };
  if (found === undefined || !mayPost(facts, found, post)) return { kind: "no_room" };
  if (isShutOut(facts, author.id, at) || isBanned(facts, found.key, author.id)) return { kind: "banned" };
  if (found.isCut) return { kind: "forbidden" };
  if (found.room.archivedAt !== null) return { kind: "archived" };
  if (nameKey !== null && facts.names.has(nameKey)) return { kind: "name_taken" };
  if (links !== undefined && answersOneOf(since, links)) return { kind: "anew" };
  const linked = links === undefined ? null : linkedBy(facts, found, links);
  if (linked === "no_message") return { kind: "no_message" };
  const file = attachedTo(facts, since, post);
  return typeof file === "string" ? { kind: file } : { kind: "accepted", room: found, linked, file };
}

/** The same for a private message. */
export function decidePrivate(facts: PostFacts, since: Since, post: NewPrivatePost): PrivateDecision {
  const { author, at, nameKey } = post;
  if (facts.authors.get(author.id)?.isGone) return { kind: "gone" };
  const repeated = repeatedBy(facts, since, post);
  if (repeated !== null) return { kind: "repeated", message: repeated.message };
  if (isShutOut(facts, author.id, at)) return { kind: "banned" };
  if (nameKey !== null && facts.names.has(nameKey)) return { kind: "name_taken" };
  const room = facts.directs.get(directOf(post));
  // That there is a room says that both are accounts or guests.
  if (room === undefined || room.isLeft === true || room.isCut) return { kind: "alone" };
  return { kind: "accepted", room, linked: null, file: null };
}

/** What this author wrote under this client key before; `isFresh`: in this run. */
function repeatedBy(
  facts: PostFacts,
  since: Since,
  { author, clientKey }: NewPost | NewPrivatePost,
): { readonly message: Message; readonly isFresh: boolean } | null {
  if (clientKey === null) return null;
  const key = joint(author.id, clientKey);
  const fresh = since.sent.get(key);
  if (fresh !== undefined) return { message: fresh(), isFresh: true };
  const message = facts.repeated.get(key);
  return message === undefined ? null : { message, isFresh: false };
}

function mayPost(facts: PostFacts, found: FoundRoom, { author, membersOnly }: NewPost): boolean {
  const { room, isLeft } = found;
  if (isLeft === true) return false;
  if (room.kind === "direct" || !membersOnly) return mayAuthorRead(facts, found, author.id);
  return facts.members.has(joint(author.id, room.id));
}

function answersOneOf({ firstId, nextId }: Since, { replyTo, thread }: PostLinks): boolean {
  return [replyTo, thread].some((id) => id !== null && id >= firstId && id < nextId);
}

/** Null when the message has to do with none. */
function linkedBy(
  facts: PostFacts,
  { key, room }: FoundRoom,
  { replyTo, thread, calls }: PostLinks,
): Linked | "no_message" | null {
  /** Undefined when it is no message of the room. */
  const threadOf = (id: MessageId): MessageId | null | undefined => {
    const message = facts.answerable.get(id);
    return message?.room === key ? message.thread : undefined;
  };
  if (replyTo !== null && threadOf(replyTo) === undefined) return "no_message";
  const root = thread === null ? null : threadOf(thread);
  if (root === undefined) return "no_message";
  const mentions = mentionsOf(room.id, calls, facts.callable);
  if (replyTo === null && thread === null && mentionsColumn(mentions) === null) return null;
  return { replyTo, thread: root ?? thread, mentions };
}

/** The author's file, if it is attached to nothing yet. */
function attachedTo(facts: PostFacts, since: Since, { author, file }: NewPost): FileRef | "no_file" | "file_taken" | null {
  if (file === null) return null;
  const found = facts.files.get(file);
  if (found === undefined || found.ownerId !== author.id) return "no_file";
  return found.isTaken || since.taken.has(file) ? "file_taken" : found.ref;
}
