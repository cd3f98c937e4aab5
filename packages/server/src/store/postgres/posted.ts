import type { FileRef, Message, MessageId, Seq } from "../../ports/model.ts";
import { noMentions, untouched } from "../../ports/model.ts";
import type { NewPost, NewPrivatePost } from "../../ports/store.ts";
import type { Linked } from "./links.ts";

export type AnyPost = NewPost | NewPrivatePost;

export function isPrivate(post: AnyPost): post is NewPrivatePost {
  return "toNameKey" in post;
}

export function isOpen(post: AnyPost): post is NewPost {
  return !isPrivate(post);
}

/** What was found out about a post: what it has to do with others, and what its file is. */
export interface PostFindings {
  readonly linked: Linked;
  readonly file: FileRef | null;
}

/** All that whoever sent a post does not know of the message yet. `room`: its place in the run's rooms; `found`: for the few where there was something. */
export type Posted = readonly [id: MessageId, seq: Seq, room: number, found?: PostFindings];

export const nothingLinked: Linked = { replyTo: null, thread: null, mentions: noMentions };
const nothingFound: PostFindings = { linked: nothingLinked, file: null };

/** The message that a post has become. */
export function messageOf(
  post: AnyPost,
  { id, roomId, seq }: Pick<Message, "id" | "roomId" | "seq">,
  { linked, file }: PostFindings = nothingFound,
): Message {
  const { author, text, at } = post;
  const { replyTo, thread, mentions } = linked;
  const by = { id: author.id, kind: author.kind, name: author.name };
  return { id, roomId, seq, author: by, text, file, at, ...untouched, replyTo, thread, mentions };
}
