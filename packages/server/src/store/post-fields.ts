import type { FileId, FileRef, Message, MessageId, Person, Seq } from "../ports/model.ts";
import { noMentions } from "../ports/model.ts";
import type { NewPost, NewPrivatePost, PostLinks } from "../ports/posts.ts";
import { wellFormed } from "./text.ts";

/** What a post has to do with other messages, and whom it calls. */
export type Linked = Pick<Message, "replyTo" | "thread" | "mentions">;

/** A post on its way to the writer: by position, as this is what there is most of. */
export type PostFields = readonly [
  to: "room",
  roomId: string,
  authorId: string,
  authorKind: Person["kind"],
  authorName: string,
  text: string,
  at: number,
  membersOnly: boolean,
  nameKey: string | null,
  clientKey: string | null,
  file: FileId | null,
  links: PostLinks | null,
];

/** Every text in it well-formed, without a walk over the whole: posts are what there is most of. */
export function fieldsOf({ roomId, author, text, at, membersOnly, nameKey, clientKey, file, links }: NewPost): PostFields {
  return [
    "room",
    roomId.toWellFormed(),
    author.id.toWellFormed(),
    author.kind,
    author.name.toWellFormed(),
    text.toWellFormed(),
    at,
    membersOnly,
    nameKey === null ? null : nameKey.toWellFormed(),
    clientKey === null ? null : clientKey.toWellFormed(),
    file === null ? null : file.toWellFormed(),
    links === undefined ? null : wellFormed(links),
  ];
}

/** A private message, the same way. */
export type PrivateFields = readonly [
  to: "name",
  toNameKey: string,
  toId: string | null,
  authorId: string,
  authorKind: Person["kind"],
  authorName: string,
  text: string,
  at: number,
  newRoomId: string,
  nameKey: string | null,
  clientKey: string | null,
];

export function privateFieldsOf(post: NewPrivatePost): PrivateFields {
  const { author, toNameKey, toId, text, at, newRoomId, nameKey, clientKey } = post;
  return [
    "name",
    toNameKey.toWellFormed(),
    toId === null ? null : toId.toWellFormed(),
    author.id.toWellFormed(),
    author.kind,
    author.name.toWellFormed(),
    text.toWellFormed(),
    at,
    newRoomId.toWellFormed(),
    nameKey === null ? null : nameKey.toWellFormed(),
    clientKey === null ? null : clientKey.toWellFormed(),
  ];
}

/** The post that `fieldsOf` or `privateFieldsOf` was given, well-formed. */
export function postOf(fields: PostFields | PrivateFields): NewPost | NewPrivatePost {
  if (fields[0] === "room") {
    const [, roomId, id, kind, name, text, at, membersOnly, nameKey, clientKey, file, links] = fields;
    const post = { roomId, author: { id, kind, name }, text, at, membersOnly, nameKey, clientKey, file };
    return links === null ? post : { ...post, links };
  }
  const [, toNameKey, toId, id, kind, name, text, at, newRoomId, nameKey, clientKey] = fields;
  return { author: { id, kind, name }, toNameKey, toId, text, at, newRoomId, nameKey, clientKey };
}

/** The message that a post has become, with what the writer found it to have to do with others. Spelt out: it is made for every message. */
export function messageOf(
  post: PostFields | PrivateFields,
  { id, roomId, seq }: Pick<Message, "id" | "roomId" | "seq">,
  { linked, file }: PostFindings = nothingFound,
): Message {
  const isInRoom = post[0] === "room";
  return {
    id,
    roomId,
    seq,
    author: isInRoom ? { id: post[2], kind: post[3], name: post[4] } : { id: post[3], kind: post[4], name: post[5] },
    text: isInRoom ? post[5] : post[6],
    file,
    at: isInRoom ? post[6] : post[7],
    editedAt: null,
    deletedAt: null,
    pinnedAt: null,
    replyTo: linked.replyTo,
    thread: linked.thread,
    mentions: linked.mentions,
    reactions: [],
  };
}

/** What the writer found out about a post: what it has to do with others, and what its file is. */
export interface PostFindings {
  readonly linked: Linked;
  readonly file: FileRef | null;
}

export const nothingLinked: Linked = { replyTo: null, thread: null, mentions: noMentions };
const nothingFound: PostFindings = { linked: nothingLinked, file: null };

/** All that whoever sent a post does not know of the message yet; `found` for the few where there was something. */
export type Posted = readonly [id: MessageId, seq: Seq, room: number, found?: PostFindings];
