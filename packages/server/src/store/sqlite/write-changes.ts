import type { DatabaseSync } from "node:sqlite";
import type { Message, MessageId, Person, UnixMs } from "../../ports/model.ts";
import type { Deletion, Edit, MessageOutcome, Pin } from "../../ports/posts.ts";
import { mayDo } from "../../ports/rights.ts";
import type { Handlers } from "../calls.ts";
import { number } from "../columns.ts";
import { mentionsColumn } from "../details.ts";
import type { Emit } from "./joiner.ts";
import type { Ledger, OpenRoom } from "./ledger.ts";
import { Links } from "./links.ts";
import { LogTable } from "./log-table.ts";
import { People } from "./people.ts";
import { SearchEntries } from "./search-entries.ts";
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
export function changeWrites(db: DatabaseSync, ledger: Ledger, emit: Emit): Handlers<ChangeWrites> {
  const log = new LogTable(db);
  const links = new Links(db);
  const roomOf = new Statement(db, "SELECT room FROM log WHERE id = ? AND type = 0");
  const begin = new Statement(db, "INSERT INTO changes (message, room) VALUES (?, ?) ON CONFLICT (message) DO NOTHING");
  const editCount = new Statement(db, "SELECT edits FROM changes WHERE message = ?");
  const addEdit = new Statement(db, "INSERT INTO edits (message, number, at, text) VALUES (?, ?, ?, ?)");
  const edited = new Statement(db, "UPDATE changes SET edits = ?, mentions = ? WHERE message = ?");
  const pinned = new Statement(db, "UPDATE changes SET pinned_at = ?, pin = ? WHERE message = ?");
  const pinCount = new Statement(db, "SELECT count(*) FROM changes WHERE room = ? AND pin IS NOT NULL");
  const erase = eraser(db);
  const people = new People(db);
  const reported = new Statement(db, "SELECT 1 FROM reports WHERE message = ? LIMIT 1");
  const search = new SearchEntries(db);

  const find = (messageId: MessageId, { id }: Person): Found | null => {
    const row = roomOf.get(messageId);
    const opened = row && ledger.open(ledger.rooms.byKey(number(row[0])));
    const message = opened && ledger.isReadable(opened, id) ? log.message(messageId) : null;
    return opened && message && { opened, message };
  };
  const done = ({ opened, message: { id } }: Found, { type, by: { id: userId, kind, name }, at }: Done): MessageOutcome => {
    const by: Person = { id: userId, kind, name };
    const { seq } = ledger.append(opened, { type, at, by, text: "", message: id });
    const message = log.message(id);
    if (message === null) throw new Error("a message just changed is not there");
    emit({ type, room: opened.room, seq, at, by, message });
    return { kind: "done", message };
  };

  const editMessage = ({ messageId, by, at, text, calls, maxEdits }: Edit): MessageOutcome => {
    const found = find(messageId, by);
    if (found === null || found.message.deletedAt !== null) return { kind: "no_message" };
    const { opened, message } = found;
    if (message.author.id !== by.id || ledger.bans.isSilenced(opened.key, by.id, at)) return { kind: "forbidden" };
    if (ledger.isCutOff(opened)) return { kind: "forbidden" };
    if (message.text === text) return { kind: "unchanged", message };
    if (opened.room.archivedAt !== null) return { kind: "archived" };
    begin.run(messageId, opened.key);
    const count = number(editCount.get(messageId)?.[0]);
    if (count >= maxEdits) return { kind: "too_many" };
    search.remove(messageId);
    addEdit.run(messageId, count + 1, at, text);
    edited.run(count + 1, mentionsColumn(links.called(opened, calls)), messageId);
    search.add(messageId);
    return done(found, { type: "edited", by, at });
  };
  const pinMessage = ({ messageId, by, at, isPinned, maxPins }: Pin): MessageOutcome => {
    const found = find(messageId, by);
    if (found === null || found.message.deletedAt !== null) return { kind: "no_message" };
    const { opened, message } = found;
    const role = ledger.rooms.roleOf(opened.room.id, by.id);
    if (!mayDo(opened.room, role, "pin") || ledger.isCutOff(opened)) return { kind: "forbidden" };
    if ((message.pinnedAt !== null) === isPinned) return { kind: "unchanged", message };
    if (opened.room.archivedAt !== null) return { kind: "archived" };
    if (isPinned && number(pinCount.get(opened.key)?.[0]) >= maxPins) return { kind: "too_many" };
    begin.run(messageId, opened.key);
    pinned.run(isPinned ? at : null, isPinned ? ledger.nextId() : null, messageId);
    return done(found, { type: isPinned ? "pinned" : "unpinned", by, at });
  };
  const remove = (found: Found, { by, at }: { by: Person; at: UnixMs }, isServers: boolean): MessageOutcome => {
    const { opened, message } = found;
    if (message.deletedAt !== null) return { kind: "unchanged", message };
    begin.run(message.id, opened.key);
    erase(message, at);
    if (message.author.id !== by.id) {
      const about = { userId: message.author.id, messageId: message.id };
      ledger.record(opened, { action: "message_deleted", at, by, ...about, isServers });
    }
    return done(found, { type: "deleted", by, at });
  };
  const deleteAsAdmin = ({ messageId, by, at }: Deletion): MessageOutcome => {
    if (!people.isAdmin(by.id)) return { kind: "forbidden" };
    const row = roomOf.get(messageId);
    const opened = row && ledger.open(ledger.rooms.byKey(number(row[0])));
    const isShown = opened?.room.kind === "public" || reported.get(messageId) !== null;
    const message = isShown ? log.message(messageId) : null;
    return opened && message ? remove({ opened, message }, { by, at }, true) : { kind: "no_message" };
  };
  return {
    editMessage,
    pinMessage,
    deleteAsAdmin,
    deleteMessage: ({ messageId, by, at }) => {
      const found = find(messageId, by);
      if (found === null) return { kind: "no_message" };
      const { opened, message } = found;
      const { room } = opened;
      const isMine = message.author.id === by.id;
      if (!isMine && !mayDo(room, ledger.rooms.roleOf(room.id, by.id), "delete_others")) return { kind: "forbidden" };
      return remove(found, { by, at }, false);
    },
  };
}

/** Takes away all that a message said. With `PRAGMA secure_delete` (database.ts) what was there is overwritten, not just let go of. */
export function eraser(db: DatabaseSync): (message: Message, at: UnixMs) => void {
  const search = new SearchEntries(db);
  const text = new Statement(db, "UPDATE log SET text = '', file = NULL WHERE id = ?");
  const rest = ["edits", "reactions"].map((table) => new Statement(db, `DELETE FROM ${table} WHERE message = ?`));
  const file = new Statement(db, "DELETE FROM files WHERE id = ?");
  const change = new Statement(
    db,
    "UPDATE changes SET deleted_at = ?, mentions = NULL, edits = 0, pinned_at = NULL, pin = NULL WHERE message = ?",
  );
  return (message, at) => {
    search.remove(message.id);
    text.run(message.id);
    for (const statement of rest) statement.run(message.id);
    if (message.file !== null) file.run(message.file.id);
    change.run(at, message.id);
  };
}
