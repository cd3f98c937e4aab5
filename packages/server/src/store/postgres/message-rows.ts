import type { Message, Reaction } from "../../ports/model.ts";
import { noMentions } from "../../ports/model.ts";
import type { Row } from "../columns.ts";
import { number, numberOrNull, text, textOrNull } from "../columns.ts";
import { mentionsFrom } from "../details.ts";
import { fileFrom } from "../file-column.ts";
import { personOf } from "./users-table.ts";

/** What `messageOf` takes, in this order, of a row `m` of the log that has `messageParts`. */
export function messageColumns(m: string): string {
  return `${m}.id, mr.id, ${m}.seq, ${m}.at, coalesce(me.text, ${m}.text), ${m}.file,
    mu.id, ${m}.user_kind, CASE WHEN mu.deleted_at IS NULL THEN ${m}.user_name ELSE mu.name END,
    me.at, mc.deleted_at, mc.pinned_at, mc.reply_to, mc.thread, mc.mentions, mx.emoji, mx.users`;
}

/**
 * All of a message beside its row: where it is, by whom, what became of it (nothing, for most: look-ups that find nothing), and the reactions,
 * as two lists of the same length. An emoji has one slot at a time, so the reactions need no other order than the slots'.
 */
export function messageParts(m: string): string {
  return `JOIN rooms mr ON mr.key = ${m}.room JOIN users mu ON mu.key = ${m}."user"
    LEFT JOIN changes mc ON mc.message = ${m}.id LEFT JOIN edits me ON me.message = mc.message AND me.number = mc.edits
    LEFT JOIN LATERAL (
      SELECT array_agg(x.emoji ORDER BY x.slot, x.added) AS emoji, array_agg(xu.id ORDER BY x.slot, x.added) AS users
      FROM reactions x JOIN users xu ON xu.key = x."user" WHERE x.message = ${m}.id
    ) mx ON true`;
}

export function messageOf(row: Row): Message {
  const [id, roomId, seq, at, body, file] = row;
  const [editedAt, deletedAt, pinnedAt, replyTo, thread, mentions, emoji, userIds] = row.slice(9);
  return {
    id: number(id),
    roomId: text(roomId),
    seq: number(seq),
    author: personOf(row.slice(6)),
    text: text(body),
    file: fileFrom(textOrNull(file)),
    at: number(at),
    editedAt: numberOrNull(editedAt),
    deletedAt: numberOrNull(deletedAt),
    pinnedAt: numberOrNull(pinnedAt),
    replyTo: numberOrNull(replyTo),
    thread: numberOrNull(thread),
    mentions: mentions === null ? noMentions : mentionsFrom(text(mentions)),
    reactions: reactionsOf(emoji, userIds),
  };
}

function reactionsOf(emoji: unknown, userIds: unknown): readonly Reaction[] {
  if (!Array.isArray(emoji) || !Array.isArray(userIds)) return [];
  const byEmoji = new Map<string, string[]>();
  emoji.forEach((one: unknown, index) => {
    const holders = byEmoji.get(text(one));
    if (holders === undefined) byEmoji.set(text(one), [text(userIds[index])]);
    else holders.push(text(userIds[index]));
  });
  return [...byEmoji].map(([one, ids]) => ({ emoji: one, userIds: ids }));
}
