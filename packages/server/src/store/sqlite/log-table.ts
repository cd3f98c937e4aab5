import type { DatabaseSync } from "node:sqlite";
import type { Message, MessageId, MessageVersion, Person, Reaction, Room, RoomEvent, RoomId, Seq } from "../../ports/model.ts";
import { noMentions } from "../../ports/model.ts";
import { eventTypes, wordOf } from "../codes.ts";
import type { Row } from "../columns.ts";
import { number, numberOrNull, text, textOrNull } from "../columns.ts";
import { banFrom, joinedFrom, leftFrom, lookFrom, mentionsFrom, roleFrom } from "../details.ts";
import { fileFrom } from "../file-column.ts";
import { idOf, PostsIndex } from "./posts-index.ts";
import { Statement } from "./statement.ts";
import { personOf, shownName } from "./users-table.ts";

const eventColumns = `l.id, r.id, l.seq, l.at, l.text, l.file, l.type, l.message, u.id, l.user_kind, ${shownName}`;
// CROSS JOIN holds SQLite to this order: the log by its index, then one look-up each.
const rest = "CROSS JOIN rooms r ON r.key = l.room CROSS JOIN users u ON u.key = l.user";
const joined = `log l ${rest}`;
// What became of a message: nothing, for most, and then two look-ups that find nothing.
const postColumns = `${eventColumns}, e.text, e.at, c.deleted_at, c.pinned_at, c.reply_to, c.thread, c.mentions`;
const become = `LEFT JOIN changes c ON c.message = l.id LEFT JOIN edits e ON e.message = c.message AND e.number = c.edits`;

/** Reading events and messages. */
export class LogTable {
  readonly #message: Statement;
  readonly #posts: PostsIndex;
  readonly #postSeqs: PostsIndex;
  readonly #othersAfter: Statement;
  readonly #reactions: Statement;
  readonly #versions: Statement;
  readonly #pins: Statement;
  readonly #thread: Statement;
  readonly #deletedName: Statement;

  constructor(db: DatabaseSync) {
    this.#message = new Statement(db, `SELECT ${postColumns} FROM ${joined} ${become} WHERE l.id = ? AND l.type = 0`);
    this.#posts = new PostsIndex(db, postColumns, `CROSS JOIN log l ON l.id = p.id ${rest} ${become}`);
    this.#postSeqs = new PostsIndex(db, "p.id, l.seq", "CROSS JOIN log l ON l.id = p.id");
    this.#othersAfter = new Statement(
      db,
      `SELECT ${eventColumns} FROM ${joined} WHERE l.room = ? AND l.type <> 0 AND l.seq > ? ORDER BY l.seq LIMIT ?`,
    );
    this.#reactions = new Statement(
      db,
      `SELECT x.slot, x.emoji, u.id FROM reactions x JOIN users u ON u.key = x.user WHERE x.message = ? ORDER BY x.slot, x.added`,
    );
    this.#versions = new Statement(db, "SELECT text, at FROM edits WHERE message = ? ORDER BY number");
    this.#pins = new Statement(
      db,
      `SELECT message FROM changes WHERE room = (SELECT key FROM rooms WHERE id = ?) AND pin IS NOT NULL ORDER BY pin DESC LIMIT ?`,
    );
    this.#deletedName = new Statement(db, "SELECT name FROM users WHERE id = ? AND deleted_at IS NOT NULL");
    this.#thread = new Statement(db, "SELECT message FROM changes WHERE thread = ? AND message > ? ORDER BY message LIMIT ?");
  }

  message(id: MessageId): Message | null {
    const row = this.#message.get(id);
    return row && this.#messageOf(row);
  }

  /** The newest messages of a room, oldest first. */
  newest(room: number, limit: number): Message[] {
    return this.before(room, Number.MAX_SAFE_INTEGER, limit);
  }

  /** The last messages of a room with smaller ids, oldest first. */
  before(room: number, id: MessageId, limit: number): Message[] {
    const rows = this.#posts.before(room, id, limit);
    return rows.map((row) => this.#messageOf(row)).reverse();
  }

  /** The first messages of a room with this id or greater ones, oldest first. */
  from(room: number, id: MessageId, limit: number): Message[] {
    return this.#posts.from(room, id, limit).map((row) => this.#messageOf(row));
  }

  versionsOf(id: MessageId): MessageVersion[] {
    const row = this.#message.get(id);
    const [, , , at, first, , , , , , , , , deletedAt] = row ?? [];
    if (row === null || deletedAt !== null) return [];
    return [[first, at], ...this.#versions.all(id)].map(([body, from]) => ({ text: text(body), at: number(from) }));
  }

  pinsOf(roomId: RoomId, limit: number): Message[] {
    return this.#pins.all(roomId, limit).flatMap(([id]) => this.message(number(id)) ?? []);
  }

  threadAfter(rootId: MessageId, afterId: MessageId, limit: number): Message[] {
    return this.#thread.all(rootId, afterId, limit).flatMap(([id]) => this.message(number(id)) ?? []);
  }

  eventsAfter({ key, room }: { key: number; room: Room }, afterSeq: Seq, limit: number): RoomEvent[] {
    const posts = this.#posts.from(key, this.#idAfterSeq(key, afterSeq), limit);
    const others = this.#othersAfter.all(key, afterSeq, limit);
    const rows = [...posts, ...others].sort((a, b) => number(a[2]) - number(b[2]));
    return rows.slice(0, limit).map((row) => this.#eventOf(room, row));
  }

  /** An id such that the room's posts from it on are those with a greater seq. Ids rise with seqs, so it is found by bisection. */
  #idAfterSeq(room: number, afterSeq: Seq): MessageId {
    let low = 1;
    let beyond = (idOf(this.#postSeqs.newest(room, 1)[0]) ?? 0) + 1;
    while (low < beyond) {
      const middle = Math.floor((low + beyond) / 2);
      const [id, seq] = this.#postSeqs.from(room, middle, 1)[0] ?? [];
      if (number(seq) > afterSeq) beyond = middle;
      else low = number(id) + 1;
    }
    return low;
  }

  #eventOf(room: Room, row: Row): RoomEvent {
    const [, , seq, at, told, , code, messageId, userId] = row;
    const base = { room, seq: number(seq), at: number(at) };
    const type = wordOf(eventTypes, code);
    switch (type) {
      case "posted":
        return { ...base, type, message: this.#messageOf(row) };
      case "reaction_added":
      case "reaction_removed":
        return { ...base, type, emoji: text(told), userId: text(userId), message: this.#meant(messageId) };
      case "edited":
      case "deleted":
      case "pinned":
      case "unpinned":
        return { ...base, type, by: personOf(row.slice(8)), message: this.#meant(messageId) };
      case "member_joined":
        return { ...base, type, user: personOf(row.slice(8)), ...this.#byShown(joinedFrom(text(told))) };
      case "member_left":
        return { ...base, type, user: personOf(row.slice(8)), ...this.#byShown(leftFrom(text(told))) };
      case "role_changed":
        return { ...base, type, user: personOf(row.slice(8)), ...this.#byShown(roleFrom(text(told))) };
      case "banned":
      case "unbanned":
        return { ...base, type, user: personOf(row.slice(8)), ...this.#byShown(banFrom(text(told))) };
      case "room_changed":
        return { ...base, type, room: { ...room, ...lookFrom(text(told)) }, by: personOf(row.slice(8)) };
    }
  }

  /** Who is named in an event's details may have been deleted since. */
  #byShown<T extends { readonly by: Person | null }>(told: T): T {
    const row = told.by && this.#deletedName.get(told.by.id);
    return row === null ? told : { ...told, by: { ...told.by, name: text(row[0]) } };
  }

  #meant(messageId: unknown): Message {
    const message = this.message(number(messageId));
    if (message === null) throw new TypeError(`an event is about the message ${String(messageId)}, which is not there`);
    return message;
  }

  #messageOf(row: Row): Message {
    const [id, roomId, seq, at, body, file] = row;
    const [newText, editedAt, deletedAt, pinnedAt, replyTo, thread, mentions] = row.slice(11);
    return {
      id: number(id),
      roomId: text(roomId),
      seq: number(seq),
      author: personOf(row.slice(8)),
      text: text(newText ?? body),
      file: fileFrom(textOrNull(file)),
      at: number(at),
      editedAt: numberOrNull(editedAt),
      deletedAt: numberOrNull(deletedAt),
      pinnedAt: numberOrNull(pinnedAt),
      replyTo: numberOrNull(replyTo),
      thread: numberOrNull(thread),
      mentions: mentions === null ? noMentions : mentionsFrom(text(mentions)),
      reactions: this.#reactionsTo(number(id)),
    };
  }

  #reactionsTo(id: MessageId): Reaction[] {
    const bySlot = new Map<unknown, { emoji: string; userIds: string[] }>();
    for (const [slot, emoji, userId] of this.#reactions.all(id)) {
      const reaction = bySlot.get(slot);
      if (reaction === undefined) bySlot.set(slot, { emoji: text(emoji), userIds: [text(userId)] });
      else reaction.userIds.push(text(userId));
    }
    return [...bySlot.values()];
  }
}
