import type { Message, MessageId, Person, UnixMs } from "../../ports/model.ts";
import type { Deletion, Edit, MessageOutcome, Pin } from "../../ports/posts.ts";
import { mayDo } from "../../ports/rights.ts";
import type { Functions } from "../calls.ts";
import { number } from "../columns.ts";
import { mentionsColumn } from "../details.ts";
import type { Emit } from "./joiner.ts";
import type { Ledger, OpenRoom } from "./ledger.ts";
import { Links } from "./links.ts";
import { LogTable } from "./log-table.ts";
import { People } from "./people.ts";
import { SearchEntries } from "./search-entries.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

type ChangeWrites = "editMessage" | "deleteMessage" | "deleteAsAdmin" | "pinMessage";

interface Found {
  readonly opened: OpenRoom;
  readonly message: Message;
}

interface Done {
  readonly type: "edited" | "deleted" | "pinned" | "unpinned";
  readonly by: Person;
  readonly at: UnixMs;
}

/** What is done to messages after they were posted. */
export function changeWrites(db: Connection, ledger: Ledger, emit: Emit): Pick<Functions, ChangeWrites> {
  const changer = new MessageChanger(db, ledger, emit);
  return {
    editMessage: (edit) => changer.edit(edit),
    pinMessage: (pin) => changer.pin(pin),
    deleteMessage: (deletion) => changer.delete(deletion),
    deleteAsAdmin: (deletion) => changer.deleteAsAdmin(deletion),
  };
}

class MessageChanger {
  readonly #ledger: Ledger;
  readonly #emit: Emit;
  readonly #log: LogTable;
  readonly #links: Links;
  readonly #people: People;
  readonly #search: SearchEntries;
  readonly #erase: ReturnType<typeof eraser>;
  readonly #editCount: Statement;
  readonly #addEdit: Statement;
  readonly #edited: Statement;
  readonly #pinCount: Statement;
  readonly #pinned: Statement;
  readonly #begin: Statement;
  readonly #reported: Statement;

  constructor(db: Connection, ledger: Ledger, emit: Emit) {
    this.#ledger = ledger;
    this.#emit = emit;
    this.#log = new LogTable(db);
    this.#links = new Links(db);
    this.#people = new People(db);
    this.#search = new SearchEntries(db);
    this.#erase = eraser(db);
    this.#editCount = new Statement(db, "SELECT coalesce((SELECT edits FROM changes WHERE message = $1), 0)");
    this.#addEdit = new Statement(db, "INSERT INTO edits (message, number, at, text) VALUES ($1, $2, $3, $4)");
    const change = "INSERT INTO changes AS c (message, room";
    this.#edited = new Statement(
      db,
      `${change}, edits, mentions) VALUES ($1, $2, $3, $4) ON CONFLICT (message) DO UPDATE SET edits = $3, mentions = $4`,
    );
    this.#pinned = new Statement(
      db,
      `${change}, pinned_at, pin) VALUES ($1, $2, $3, $4) ON CONFLICT (message) DO UPDATE SET pinned_at = $3, pin = $4`,
    );
    this.#begin = new Statement(db, `${change}) VALUES ($1, $2) ON CONFLICT (message) DO NOTHING`);
    this.#pinCount = new Statement(db, "SELECT count(*) FROM changes WHERE room = $1 AND pin IS NOT NULL");
    this.#reported = new Statement(db, "SELECT 1 FROM reports WHERE message = $1 LIMIT 1");
  }

  async edit({ messageId, by, at, text, calls, maxEdits }: Edit): Promise<MessageOutcome> {
    const found = await this.#find(messageId);
    if (found === null) return { kind: "no_message" };
    const { opened, message } = found;
    const ledger = this.#ledger;
    const [isReadable, isSilenced, isCutOff, edits, called] = await Promise.all([
      ledger.isReadable(opened, by.id),
      ledger.bans.isSilenced(opened.key, by.id, at),
      ledger.isCutOff(opened),
      this.#editCount.get(messageId),
      this.#links.called(opened, calls),
    ]);
    if (!isReadable || message.deletedAt !== null) return { kind: "no_message" };
    if (message.author.id !== by.id || isSilenced || isCutOff) return { kind: "forbidden" };
    if (message.text === text) return { kind: "unchanged", message };
    if (opened.room.archivedAt !== null) return { kind: "archived" };
    const count = number(edits?.[0]);
    if (count >= maxEdits) return { kind: "too_many" };
    ledger.sent(this.#search.remove([messageId]));
    ledger.sent(this.#addEdit.run(messageId, count + 1, at, text));
    ledger.sent(this.#edited.run(messageId, opened.key, count + 1, mentionsColumn(called)));
    ledger.sent(this.#search.add([messageId]));
    return this.#done(found, { type: "edited", by, at });
  }

  async pin({ messageId, by, at, isPinned, maxPins }: Pin): Promise<MessageOutcome> {
    const found = await this.#find(messageId);
    if (found === null) return { kind: "no_message" };
    const { opened, message } = found;
    const ledger = this.#ledger;
    const [isReadable, role, isCutOff, count] = await Promise.all([
      ledger.isReadable(opened, by.id),
      ledger.rooms.roleOf(opened.room.id, by.id),
      ledger.isCutOff(opened),
      this.#pinCount.get(opened.key),
    ]);
    if (!isReadable || message.deletedAt !== null) return { kind: "no_message" };
    if (!mayDo(opened.room, role, "pin") || isCutOff) return { kind: "forbidden" };
    if ((message.pinnedAt !== null) === isPinned) return { kind: "unchanged", message };
    if (opened.room.archivedAt !== null) return { kind: "archived" };
    if (isPinned && number(count?.[0]) >= maxPins) return { kind: "too_many" };
    ledger.sent(this.#pinned.run(messageId, opened.key, isPinned ? at : null, isPinned ? ledger.nextId() : null));
    return this.#done(found, { type: isPinned ? "pinned" : "unpinned", by, at });
  }

  async delete({ messageId, by, at }: Deletion): Promise<MessageOutcome> {
    const found = await this.#find(messageId);
    if (found === null) return { kind: "no_message" };
    const { room } = found.opened;
    const ledger = this.#ledger;
    const [isReadable, role] = await Promise.all([ledger.isReadable(found.opened, by.id), ledger.rooms.roleOf(room.id, by.id)]);
    if (!isReadable) return { kind: "no_message" };
    const isMine = found.message.author.id === by.id;
    if (!isMine && !mayDo(room, role, "delete_others")) return { kind: "forbidden" };
    return this.#remove(found, { by, at }, false);
  }

  async deleteAsAdmin({ messageId, by, at }: Deletion): Promise<MessageOutcome> {
    const [isAdmin, found, message, reported] = await Promise.all([
      this.#people.isAdmin(by.id),
      this.#ledger.rooms.byMessage(messageId),
      this.#log.message(messageId),
      this.#reported.get(messageId),
    ]);
    if (!isAdmin) return { kind: "forbidden" };
    if (found === null || message === null) return { kind: "no_message" };
    if (found.room.kind !== "public" && reported === null) return { kind: "no_message" };
    return this.#remove({ opened: this.#ledger.open(found), message }, { by, at }, true);
  }

  async #find(messageId: MessageId): Promise<Found | null> {
    const [found, message] = await Promise.all([this.#ledger.rooms.byMessage(messageId), this.#log.message(messageId)]);
    return found === null || message === null ? null : { opened: this.#ledger.open(found), message };
  }

  async #remove(found: Found, { by, at }: { by: Person; at: UnixMs }, isServers: boolean): Promise<MessageOutcome> {
    const { opened, message } = found;
    if (message.deletedAt !== null) return { kind: "unchanged", message };
    const ledger = this.#ledger;
    ledger.sent(this.#begin.run(message.id, opened.key));
    ledger.sent(this.#erase([message], at));
    if (message.author.id !== by.id) {
      const about = { userId: message.author.id, messageId: message.id };
      ledger.sent(ledger.record(opened, { action: "message_deleted", at, by, ...about, isServers }));
    }
    return this.#done(found, { type: "deleted", by, at });
  }

  async #done({ opened, message: { id } }: Found, { type, by: { id: userId, kind, name }, at }: Done): Promise<MessageOutcome> {
    const by: Person = { id: userId, kind, name };
    const { seq } = await this.#ledger.append(opened, { type, at, by, text: "", message: id });
    const message = await this.#log.message(id);
    if (message === null) throw new Error("a message just changed is not there");
    this.#emit({ type, room: opened.room, seq, at, by, message });
    return { kind: "done", message };
  }
}

/** Takes away all that a message said; its row of `changes` must be there. What was there is gone from PostgreSQL's files when it next vacuums. */
export function eraser(db: Connection): (messages: readonly Message[], at: UnixMs) => Promise<void> {
  const search = new SearchEntries(db);
  const text = new Statement(db, "UPDATE log SET text = '', file = NULL WHERE id = ANY ($1::bigint[])");
  const rest = ["edits", "reactions"].map(
    (table) => new Statement(db, `DELETE FROM ${table} WHERE message = ANY ($1::bigint[])`),
  );
  const file = new Statement(db, "DELETE FROM files WHERE id = $1");
  const change = new Statement(
    db,
    `UPDATE changes SET deleted_at = $1, mentions = NULL, edits = 0, pinned_at = NULL, pin = NULL
     WHERE message = ANY ($2::bigint[])`,
  );
  return async (messages, at) => {
    const ids = messages.map(({ id }) => id);
    await Promise.all([
      search.remove(ids),
      text.run(ids),
      ...rest.map((statement) => statement.run(ids)),
      // One by one, sent at once: their blobs are released in this order.
      ...messages.flatMap((message) => (message.file === null ? [] : [file.run(message.file.id)])),
      change.run(at, ids),
    ]);
  };
}
