import type { DatabaseSync } from "node:sqlite";
import type { FileId, FileRef, Message, MessageId, Person, Seq } from "../../ports/model.ts";
import { noMentions } from "../../ports/model.ts";
import type { NewPost, NewPrivatePost, PostLinks, PostOutcome, PrivatePostOutcome } from "../../ports/store.ts";
import { asSent } from "../as-sent.ts";
import { number } from "../columns.ts";
import { fileColumn } from "../file-column.ts";
import { wellFormed } from "../text.ts";
import { Attachments } from "./files-table.ts";
import type { Ledger, NewEvent, OpenRoom } from "./ledger.ts";
import type { Linked } from "./links.ts";
import { Links } from "./links.ts";
import { LogTable } from "./log-table.ts";
import { Names } from "./names.ts";
import { Statement } from "./statement.ts";

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

const nothingLinked: Linked = { replyTo: null, thread: null, mentions: noMentions };
const nothingFound: PostFindings = { linked: nothingLinked, file: null };

/** All that whoever sent a post does not know of the message yet; `found` for the few where there was something. */
export type Posted = readonly [id: MessageId, seq: Seq, room: number, found?: PostFindings];

export class PostWriter {
  readonly #ledger: Ledger;
  readonly #log: LogTable;
  readonly #names: Names;
  readonly #links: Links;
  readonly #attachments: Attachments;
  readonly #byClientKey: Statement;

  constructor(db: DatabaseSync, ledger: Ledger) {
    this.#ledger = ledger;
    this.#log = new LogTable(db);
    this.#names = new Names(db);
    this.#links = new Links(db);
    this.#attachments = new Attachments(db);
    this.#byClientKey = new Statement(db, "SELECT id FROM log WHERE user = ? AND client_key = ?");
  }

  /** Writes one row and its place in the index, which nothing refuses, or nothing at all: no savepoint is needed around it. */
  post(fields: PostFields): Posted | PostOutcome {
    const [, roomId, id, kind, name, text, at, membersOnly, nameKey, clientKey, file, links] = fields;
    const repeated = this.repeated(id, clientKey);
    if (repeated !== null) {
      const mayRead = this.#ledger.readable(repeated.roomId, id) !== null;
      return { kind: "repeated", message: mayRead ? repeated : asSent(repeated, text) };
    }
    const room = this.#ledger.room(roomId);
    if (room === null || !this.#mayPost(room, id, membersOnly)) return { kind: "no_room" };
    if (this.#ledger.bans.isSilenced(room.key, id, at)) return { kind: "banned" };
    if (this.#ledger.isCutOff(room)) return { kind: "forbidden" };
    if (room.room.archivedAt !== null) return { kind: "archived" };
    if (nameKey !== null && this.#names.holder(nameKey) !== null) return { kind: "name_taken" };
    const linked = links && this.#links.resolve(room, links);
    if (linked === "no_message") return { kind: "no_message" };
    const attached = file === null ? null : this.#attachments.find(file, id);
    if (typeof attached === "string") return { kind: attached };
    const column = fileColumn(attached);
    const posted = this.#append(room, { type: "posted", at, by: { id, kind, name }, text, file: column, clientKey });
    if (linked !== null) this.#links.keep(posted[0], room, linked);
    if (attached !== null) this.#attachments.keep(attached.id, posted[0]);
    return linked === null && attached === null ? posted : [...posted, { linked: linked ?? nothingLinked, file: attached }];
  }

  /** The same for a private message; null, and nothing is written, when the room may have to be made or is cut off: `directWrites` sees to those. */
  postPrivate([, toNameKey, toId, id, kind, name, text, at, , nameKey, clientKey]: PrivateFields):
    | Posted
    | PrivatePostOutcome
    | null {
    const repeated = this.repeated(id, clientKey);
    if (repeated !== null) return { kind: "repeated", message: repeated };
    if (this.#ledger.bans.isShutOut(id, at)) return { kind: "banned" };
    if (nameKey !== null && this.#names.holder(nameKey) !== null) return { kind: "name_taken" };
    const from = this.#ledger.knownUserKey(id);
    const to = this.#names.holder(toNameKey) ?? (toId === null ? null : this.#ledger.knownUserKey(toId));
    // That there is a room says that both are accounts or guests.
    const room = from === null || to === null ? null : this.#ledger.direct(from, to);
    if (room === null || room.isLeft || this.#ledger.isCutOff(room)) return null;
    return this.#append(room, { type: "posted", at, by: { id, kind, name }, text, clientKey });
  }

  /** What this author wrote under this client key before. */
  repeated(authorId: string, clientKey: string | null): Message | null {
    const author = clientKey === null ? null : this.#ledger.knownUserKey(authorId);
    const row = author === null ? null : this.#byClientKey.get(author, clientKey);
    return row && this.#log.message(number(row[0]));
  }

  #append(room: OpenRoom, event: NewEvent): readonly [MessageId, Seq, number] {
    const { id, seq } = this.#ledger.append(room, event);
    return [id, seq, room.handle];
  }

  #mayPost(opened: OpenRoom, userId: string, membersOnly: boolean): boolean {
    const { room, isLeft } = opened;
    if (isLeft) return false;
    if (room.kind === "direct" || !membersOnly) return this.#ledger.isReadable(opened, userId);
    return this.#ledger.rooms.isMember(room.id, userId);
  }
}
