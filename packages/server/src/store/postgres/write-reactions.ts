import type { Message } from "../../ports/model.ts";
import type { Functions } from "../calls.ts";
import { number } from "../columns.ts";
import type { Emit } from "./joiner.ts";
import type { Ledger } from "./ledger.ts";
import { LogTable } from "./log-table.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

export function reactionWrites(db: Connection, ledger: Ledger, emit: Emit): Pick<Functions, "toggleReaction"> {
  const log = new LogTable(db);
  const holders = new Statement(
    db,
    `SELECT count(*), min(slot), count(*) FILTER (WHERE "user" = (SELECT key FROM users WHERE id = $3))
     FROM reactions WHERE message = $1 AND emoji = $2`,
  );
  const emojiCount = new Statement(db, "SELECT count(DISTINCT slot) FROM reactions WHERE message = $1");
  const remove = new Statement(db, `DELETE FROM reactions WHERE message = $1 AND emoji = $2 AND "user" = $3`);
  const insert = new Statement(db, `INSERT INTO reactions (message, slot, added, emoji, "user") VALUES ($1, $2, $3, $4, $5)`);

  return {
    toggleReaction: async ({ messageId, user: by, emoji, isOn, at, maxEmoji, maxUsers }) => {
      const [found, before, held] = await Promise.all([
        ledger.rooms.byMessage(messageId),
        log.message(messageId),
        holders.get(messageId, emoji, by.id),
      ]);
      if (found === null || before === null || before.deletedAt !== null) return { kind: "no_message" };
      const opened = ledger.open(found);
      const [count, slot, own] = held ?? [];
      const [isReadable, isSilenced, isCutOff, others] = await Promise.all([
        ledger.isReadable(opened, by.id),
        ledger.bans.isSilenced(opened.key, by.id, at),
        ledger.isCutOff(opened),
        count === 0 ? emojiCount.get(messageId) : null,
      ]);
      if (!isReadable) return { kind: "no_message" };
      if (isSilenced) return { kind: "banned" };
      if (isCutOff) return { kind: "forbidden" };
      const { room } = opened;
      const isHeld = own === 1;
      if (isHeld === isOn) return { kind: "unchanged", message: before };
      if (room.archivedAt !== null) return { kind: "archived" };
      if (!isHeld) {
        if (number(count) >= maxUsers) return { kind: "too_many" };
        if (others !== null && number(others[0]) >= maxEmoji) return { kind: "too_many" };
      }
      // Whoever is refused is not made known by it.
      const user = await ledger.userKey(by.id);
      const added = ledger.nextId();
      if (isHeld) ledger.sent(remove.run(messageId, emoji, user));
      else ledger.sent(insert.run(messageId, count === 0 ? added : number(slot), added, emoji, user));
      const type = isHeld ? "reaction_removed" : "reaction_added";
      const { seq } = await ledger.append(opened, { type, at, by, text: emoji, message: messageId });
      const message = presentOf(await log.message(messageId));
      emit({ type, room, seq, at, emoji, userId: by.id, message });
      return { kind: isHeld ? "removed" : "added", message };
    },
  };
}

function presentOf(message: Message | null): Message {
  if (message === null) throw new Error("a message just reacted to is not there");
  return message;
}
