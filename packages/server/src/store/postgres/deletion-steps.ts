import type { DeletionProgress, DeletionStep } from "../../ports/accounts.ts";
import type { Message, MessageId, Person, UnixMs } from "../../ports/model.ts";
import { codeOf, eventTypes } from "../codes.ts";
import type { Row } from "../columns.ts";
import { number, text } from "../columns.ts";
import { renamedDetails } from "../details.ts";
import { LogTable } from "./log-table.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";
import { eraser } from "./write-changes.ts";
import type { RoomParts } from "./write-rooms.ts";

/** Those whose details name somebody else. */
const naming = (["member_joined", "member_left", "role_changed", "banned", "unbanned"] as const).map((type) =>
  codeOf(eventTypes, type),
);

/** Goes over the log for the accounts that were deleted, a part of it at a time. How far is in `deletions`, written in the same transaction. */
export function deletionGoesOn(db: Connection, parts: RoomParts): (step: DeletionStep) => Promise<DeletionProgress> {
  const oldest = new Statement(
    db,
    `SELECT d.number, d."user", d.erase, d.upto, d.until, u.id, u.name FROM deletions d JOIN users u ON u.key = d."user"
     ORDER BY d.number LIMIT 1`,
  );
  const advance = new Statement(db, "UPDATE deletions SET upto = $1 WHERE number = $2");
  const finish = new Statement(db, "DELETE FROM deletions WHERE number = $1");
  const standing = new Statement(
    db,
    `SELECT l.id, l.room FROM log l LEFT JOIN changes c ON c.message = l.id
     WHERE l.id > $1 AND l.id <= $2 AND l."user" = $3 AND l.type = 0 AND c.deleted_at IS NULL ORDER BY l.id LIMIT $4`,
  );
  // What has the name already is not written again: each row that is written is one more for VACUUM.
  const rename = new Statement(
    db,
    `UPDATE log SET user_name = $1, client_key = NULL
     WHERE id > $2 AND id <= $3 AND "user" = $4 AND (user_name <> $1 OR client_key IS NOT NULL)`,
  );
  const named = new Statement(
    db,
    `SELECT id, text FROM log WHERE id > $1 AND id <= $2 AND type IN (${naming.join(", ")}) AND strpos(text, $3) > 0`,
  );
  const tell = new Statement(
    db,
    "UPDATE log SET text = told.text FROM unnest($1::bigint[], $2::text[]) AS told (id, text) WHERE log.id = told.id",
  );
  const erase = messageEraser(db, parts);

  return async ({ at, maxScanned, maxErased }) => {
    const row = await oldest.get();
    if (row === null) return { kind: "idle" };
    const [job, user, erases, upto, until] = row.slice(0, 5).map(number) as [number, number, number, number, number];
    const [userId, name] = [text(row[5]), text(row[6])];
    const toId = Math.min(upto + maxScanned, until);
    const doomed = erases === 1 ? await standing.all(upto, toId, user, maxErased) : [];
    const lastId = doomed.length === maxErased ? number(doomed.at(-1)?.[0] ?? toId) : toId;
    if (doomed.length > 0) await erase(doomed, { by: { id: userId, kind: "account", name }, user, at });
    const [others] = await Promise.all([
      named.all(upto, lastId, JSON.stringify(userId)),
      rename.run(name, upto, lastId, user),
      lastId < until ? advance.run(lastId, job) : finish.run(job),
    ]);
    if (others.length > 0) {
      const ids = others.map(([id]) => number(id));
      const told = others.map(([, details]) => renamedDetails(text(details), userId, name));
      await tell.run(ids, told);
    }
    return { kind: "step", erased: doomed.length, isLast: lastId >= until };
  };
}

interface Erasure {
  readonly by: Person;
  /** The key of their row. */
  readonly user: number;
  readonly at: UnixMs;
}

/**
 * Deletes messages for their author, given as id and room, whatever rooms they are in and whoever may read those. All of them step by step, not
 * one after the other: nobody else writes meanwhile.
 */
function messageEraser(db: Connection, { ledger, emit }: RoomParts): (doomed: readonly Row[], erasure: Erasure) => Promise<void> {
  const log = new LogTable(db);
  const begin = new Statement(
    db,
    `INSERT INTO changes (message, room) SELECT * FROM unnest($1::bigint[], $2::bigint[]) ON CONFLICT (message) DO NOTHING`,
  );
  const erase = eraser(db);
  const found = (message: Message | undefined, id: MessageId): Message => {
    if (message?.id !== id) throw new Error("a message to erase is not there");
    return message;
  };
  return async (rows, { by, user, at }) => {
    const places = rows.map(([id, room]) => ({ message: number(id), key: number(room) }));
    const ids = places.map(({ message }) => message);
    const keys = places.map(({ key }) => key);
    const [rooms, before] = await Promise.all([
      Promise.all([...new Set(keys)].map((key) => ledger.roomByKey(key))),
      log.messages(ids),
      begin.run(ids, keys),
    ]);
    const events = places.map(({ message, key }) => {
      const opened = rooms.find((room) => room?.key === key);
      if (!opened) throw new Error("the room of a message to erase is not there");
      const about = { type: "deleted", at, user, by, text: "", message, file: null, clientKey: null } as const;
      return { room: opened.room, row: { ...ledger.number(opened), room: key, ...about } };
    });
    ledger.appendAll(events.map(({ row }) => row));
    const doomed = ids.map((id, place) => found(before[place], id));
    await erase(doomed, at);
    const after = await log.messages(ids);
    for (const [place, { room, row }] of events.entries()) {
      const { seq, message } = row;
      emit({ type: "deleted", room, seq, at, by, message: found(after[place], message) });
    }
  };
}
