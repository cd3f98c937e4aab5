import type { DatabaseSync } from "node:sqlite";
import type { FileRef, Message, MessageId, Person, Seq } from "../../ports/model.ts";
import type { NewPost, NewPrivatePost, PostOutcome, PrivatePostOutcome } from "../../ports/store.ts";
import { wellFormed } from "../text.ts";
import type { Ledger, NewEvent, OpenRoom } from "./ledger.ts";
import { fileColumn, LogTable } from "./log-table.ts";
import { Names } from "./names.ts";
import { number, Statement } from "./statement.ts";

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
  file: FileRef | null,
];

/** Every text in it well-formed, without a walk over the whole: posts are what there is most of. */
export function fieldsOf({ roomId, author, text, at, membersOnly, nameKey, clientKey, file }: NewPost): PostFields {
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
    file && wellFormed({ id: file.id, name: file.name, type: file.type, sizeBytes: file.sizeBytes }),
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

/** The message that a post has become. */
export function messageOf(
  post: PostFields | PrivateFields,
  { id, roomId, seq }: Pick<Message, "id" | "roomId" | "seq">,
): Message {
  if (post[0] === "room") {
    const [, , authorId, kind, name, text, at, , , , file] = post;
    return { id, roomId, seq, author: { id: authorId, kind, name }, text, file, at, reactions: [] };
  }
  const [, , , authorId, kind, name, text, at] = post;
  return { id, roomId, seq, author: { id: authorId, kind, name }, text, file: null, at, reactions: [] };
}

/** All that whoever sent a post does not know of the message yet. */
export type Posted = readonly [id: MessageId, seq: Seq, roomKey: number];

export class PostWriter {
  readonly #ledger: Ledger;
  readonly #log: LogTable;
  readonly #names: Names;
  readonly #byClientKey: Statement;

  constructor(db: DatabaseSync, ledger: Ledger) {
    this.#ledger = ledger;
    this.#log = new LogTable(db);
    this.#names = new Names(db);
    this.#byClientKey = new Statement(db, "SELECT id FROM log WHERE user = ? AND client_key = ?");
  }

  /** Writes one row and its place in the index, which nothing refuses, or nothing at all: no savepoint is needed around it. */
  post([, roomId, id, kind, name, text, at, membersOnly, nameKey, clientKey, file]: PostFields): Posted | PostOutcome {
    const repeated = this.repeated(id, clientKey);
    if (repeated !== null) return { kind: "repeated", message: repeated };
    const room = this.#ledger.room(roomId);
    if (room === null || !this.#mayPost(room, id, membersOnly)) return { kind: "no_room" };
    if (nameKey !== null && this.#names.holder(nameKey) !== null) return { kind: "name_taken" };
    return this.#append(room, { type: "posted", at, by: { id, kind, name }, text, file: fileColumn(file), clientKey });
  }

  /** The same for a private message; null, and nothing is written, when the room may have to be made: `directWrites` sees to those. */
  postPrivate([, toNameKey, toId, id, kind, name, text, at, , nameKey, clientKey]: PrivateFields):
    | Posted
    | PrivatePostOutcome
    | null {
    const repeated = this.repeated(id, clientKey);
    if (repeated !== null) return { kind: "repeated", message: repeated };
    if (nameKey !== null && this.#names.holder(nameKey) !== null) return { kind: "name_taken" };
    const from = this.#ledger.knownUserKey(id);
    const to = this.#names.holder(toNameKey) ?? (toId === null ? null : this.#ledger.knownUserKey(toId));
    // That there is a room says that both are accounts or guests.
    const room = from === null || to === null ? null : this.#ledger.direct(from, to);
    return room && this.#append(room, { type: "posted", at, by: { id, kind, name }, text, clientKey });
  }

  /** What this author wrote under this client key before. */
  repeated(authorId: string, clientKey: string | null): Message | null {
    const author = clientKey === null ? null : this.#ledger.knownUserKey(authorId);
    const row = author === null ? null : this.#byClientKey.get(author, clientKey);
    return row && this.#log.message(number(row[0]));
  }

  #append(room: OpenRoom, event: NewEvent): Posted {
    const { id, seq } = this.#ledger.append(room, event);
    return [id, seq, room.key];
  }

  #mayPost({ room }: OpenRoom, userId: string, membersOnly: boolean): boolean {
    if (room.kind === "direct") return room.pair.some(({ id }) => id === userId);
    return !membersOnly || this.#ledger.rooms.isMember(room.id, userId);
  }
}
