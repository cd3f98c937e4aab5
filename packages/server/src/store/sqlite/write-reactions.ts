import type { DatabaseSync } from "node:sqlite";
import type { Message, MessageId } from "../../ports/model.ts";
import type { Handlers } from "../calls.ts";
import { number } from "../columns.ts";
import type { Emit } from "./joiner.ts";
import type { Ledger } from "./ledger.ts";
import { LogTable } from "./log-table.ts";
import { Statement } from "./statement.ts";

export function reactionWrites(db: DatabaseSync, ledger: Ledger, emit: Emit): Handlers<"toggleReaction"> {
  const log = new LogTable(db);
  const roomOf = new Statement(
    db,
    `SELECT l.room FROM log l WHERE l.id = ?1 AND l.type = 0
     AND NOT EXISTS (SELECT 1 FROM changes c WHERE c.message = ?1 AND c.deleted_at IS NOT NULL)`,
  );
  const remove = new Statement(db, "DELETE FROM reactions WHERE message = ? AND emoji = ? AND user = ?");
  const holders = new Statement(db, "SELECT count(*), min(slot) FROM reactions WHERE message = ? AND emoji = ?");
  const emojiCount = new Statement(db, "SELECT count(DISTINCT slot) FROM reactions WHERE message = ?");
  const holds = new Statement(db, "SELECT 1 FROM reactions WHERE message = ? AND emoji = ? AND user = ?");
  const insert = new Statement(db, "INSERT INTO reactions (message, slot, added, emoji, user) VALUES (?, ?, ?, ?, ?)");

  return {
    toggleReaction: ({ messageId, user: by, emoji, isOn, at, maxEmoji, maxUsers }) => {
      const row = roomOf.get(messageId);
      const opened = row && ledger.open(ledger.rooms.byKey(number(row[0])));
      if (opened === null || !ledger.isReadable(opened, by.id)) return { kind: "no_message" };
      const { room } = opened;
      if (ledger.bans.isSilenced(opened.key, by.id, at)) return { kind: "banned" };
      if (ledger.isCutOff(opened)) return { kind: "forbidden" };
      const known = ledger.knownUserKey(by.id);
      const isHeld = known !== null && holds.get(messageId, emoji, known) !== null;
      if (isHeld === isOn) return { kind: "unchanged", message: presentOf(log, messageId) };
      if (room.archivedAt !== null) return { kind: "archived" };
      if (isHeld) remove.run(messageId, emoji, known);
      else {
        const [count, slot] = holders.get(messageId, emoji) ?? [];
        const isNew = count === 0;
        if (number(count) >= maxUsers || (isNew && number(emojiCount.get(messageId)?.[0]) >= maxEmoji))
          return { kind: "too_many" };
        // Whoever is refused is not made known by it.
        const added = ledger.nextId();
        insert.run(messageId, isNew ? added : number(slot), added, emoji, ledger.userKey(by.id));
      }
      const type = isHeld ? "reaction_removed" : "reaction_added";
      const { seq } = ledger.append(opened, { type, at, by, text: emoji, message: messageId });
      const message = presentOf(log, messageId);
      emit({ type, room, seq, at, emoji, userId: by.id, message });
      return { kind: isHeld ? "removed" : "added", message };
    },
  };
}

function presentOf(log: LogTable, id: MessageId): Message {
  const message = log.message(id);
  if (message === null) throw new Error("a message just reacted to is not there");
  return message;
}
