import type { DatabaseSync } from "node:sqlite";
import type { Message, MessageId, Seq } from "../../ports/model.ts";
import type { PostOutcome, PrivatePostOutcome } from "../../ports/posts.ts";
import { asSent } from "../as-sent.ts";
import { number } from "../columns.ts";
import { fileColumn } from "../file-column.ts";
import type { NewEvent } from "../ledger-entries.ts";
import type { Posted, PostFields, PrivateFields } from "../post-fields.ts";
import { nothingLinked } from "../post-fields.ts";
import { Attachments } from "./files-table.ts";
import type { Ledger, OpenRoom } from "./ledger.ts";
import { Links } from "./links.ts";
import { LogTable } from "./log-table.ts";
import { Names } from "./names.ts";
import { Statement } from "./statement.ts";

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
