import type { DatabaseSync } from "node:sqlite";
import type { DeletionProgress, DeletionStep } from "../../ports/accounts.ts";
import type { MessageId, Person, UnixMs } from "../../ports/model.ts";
import { codeOf, eventTypes } from "../codes.ts";
import { number, text } from "../columns.ts";
import { renamedDetails } from "../details.ts";
import { LogTable } from "./log-table.ts";
import { Statement } from "./statement.ts";
import { eraser } from "./write-changes.ts";
import type { RoomParts } from "./write-rooms.ts";

/** Those whose details name somebody else. */
const naming = (["member_joined", "member_left", "role_changed", "banned", "unbanned"] as const).map((type) =>
  codeOf(eventTypes, type),
);

/** Goes over the log for the accounts that were deleted, a part of it at a time. How far is in `deletions`, written in the same transaction. */
export function deletionGoesOn(db: DatabaseSync, parts: RoomParts): (step: DeletionStep) => DeletionProgress {
  const oldest = new Statement(
    db,
    `SELECT d.number, d.user, d.erase, d.upto, d.until, u.id, u.name FROM deletions d CROSS JOIN users u ON u.key = d.user
     WHERE d.number > 0 ORDER BY d.number LIMIT 1`,
  );
  const advance = new Statement(db, "UPDATE deletions SET upto = ? WHERE number = ?");
  const finish = new Statement(db, "DELETE FROM deletions WHERE number = ?");
  const range = "id > ? AND id <= ?";
  const standing = new Statement(
    db,
    `SELECT l.id FROM log l NOT INDEXED LEFT JOIN changes c ON c.message = l.id
     WHERE l.${range.replace("AND id", "AND l.id")} AND l.user = ? AND l.type = 0 AND c.deleted_at IS NULL ORDER BY l.id LIMIT ?`,
  );
  const rename = new Statement(db, `UPDATE log NOT INDEXED SET user_name = ?, client_key = NULL WHERE ${range} AND user = ?`);
  const named = new Statement(
    db,
    `SELECT id, text FROM log NOT INDEXED WHERE ${range} AND type IN (${naming.join(", ")}) AND instr(text, ?) > 0`,
  );
  const tell = new Statement(db, "UPDATE log SET text = ? WHERE id = ?");
  const erase = messageEraser(db, parts);

  return ({ at, maxScanned, maxErased }) => {
    const row = oldest.get();
    if (row === null) return { kind: "idle" };
    const [job, user, erases, upto, until] = row.slice(0, 5).map(number) as [number, number, number, number, number];
    const [userId, name] = [text(row[5]), text(row[6])];
    const toId = Math.min(upto + maxScanned, until);
    const ids = erases === 1 ? standing.all(upto, toId, user, maxErased).map(([id]) => number(id)) : [];
    const lastId = ids.length === maxErased ? (ids.at(-1) ?? toId) : toId;
    for (const id of ids) erase(id, { id: userId, kind: "account", name }, at);
    rename.run(name, upto, lastId, user);
    for (const [id, details] of named.all(upto, lastId, JSON.stringify(userId))) {
      tell.run(renamedDetails(text(details), userId, name), number(id));
    }
    if (lastId < until) advance.run(lastId, job);
    else finish.run(job);
    return { kind: "step", erased: ids.length, isLast: lastId >= until };
  };
}

/** Deletes a message for its author, whatever room it is in and whoever may read that. */
function messageEraser(db: DatabaseSync, { ledger, emit }: RoomParts): (id: MessageId, by: Person, at: UnixMs) => void {
  const log = new LogTable(db);
  const roomOf = new Statement(db, "SELECT room FROM log WHERE id = ?");
  const begin = new Statement(db, "INSERT INTO changes (message, room) VALUES (?, ?) ON CONFLICT (message) DO NOTHING");
  const erase = eraser(db);
  return (id, by, at) => {
    const opened = ledger.open(ledger.rooms.byKey(number(roomOf.get(id)?.[0])));
    const before = log.message(id);
    if (opened === null || before === null) throw new Error("a message to erase is not there");
    begin.run(id, opened.key);
    erase(before, at);
    const { seq } = ledger.append(opened, { type: "deleted", at, by, text: "", message: id });
    const message = log.message(id);
    if (message === null) throw new Error("a message just erased is not there");
    emit({ type: "deleted", room: opened.room, seq, at, by, message });
  };
}
