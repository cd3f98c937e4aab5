import type { DatabaseSync } from "node:sqlite";
import type { Mentions, MessageId, UserId } from "../../ports/model.ts";
import type { Calls, PostLinks } from "../../ports/posts.ts";
import { number, text } from "../columns.ts";
import { mentionsColumn } from "../details.ts";
import type { Linked } from "../post-fields.ts";
import type { OpenRoom } from "./ledger.ts";
import { Names } from "./names.ts";
import { Statement } from "./statement.ts";

/** Finds what messages answer and whom they call, and keeps it. */
export class Links {
  readonly #names: Names;
  readonly #other: Statement;
  readonly #member: Statement;
  readonly #insert: Statement;

  constructor(db: DatabaseSync) {
    this.#names = new Names(db);
    this.#other = new Statement(
      db,
      "SELECT l.room, c.thread FROM log l LEFT JOIN changes c ON c.message = l.id WHERE l.id = ? AND l.type = 0",
    );
    this.#member = new Statement(
      db,
      "SELECT u.id FROM members m JOIN users u ON u.key = m.user WHERE m.user = ? AND m.room_id = ?",
    );
    this.#insert = new Statement(db, "INSERT INTO changes (message, room, reply_to, thread, mentions) VALUES (?, ?, ?, ?, ?)");
  }

  /** Null when the message has to do with none. */
  resolve(room: OpenRoom, { replyTo, thread, calls }: PostLinks): Linked | "no_message" | null {
    if (replyTo !== null && this.#threadOf(room, replyTo) === undefined) return "no_message";
    const root = thread === null ? null : this.#threadOf(room, thread);
    if (root === undefined) return "no_message";
    const mentions = this.called(room, calls);
    if (replyTo === null && thread === null && mentionsColumn(mentions) === null) return null;
    return { replyTo, thread: root ?? thread, mentions };
  }

  keep(id: MessageId, { key }: OpenRoom, { replyTo, thread, mentions }: Linked): void {
    this.#insert.run(id, key, replyTo, thread, mentionsColumn(mentions));
  }

  called({ room }: OpenRoom, calls: Calls): Mentions {
    const userIds = new Set<UserId>();
    for (const candidates of calls.names) {
      const id = this.#firstMember(room.id, candidates);
      if (id !== null) userIds.add(id);
    }
    return { userIds: [...userIds], room: calls.room };
  }

  #firstMember(roomId: string, nameKeys: readonly string[]): UserId | null {
    for (const nameKey of nameKeys) {
      const holder = this.#names.holder(nameKey);
      const row = holder === null ? null : this.#member.get(holder, roomId);
      if (row !== null) return text(row[0]);
    }
    return null;
  }

  /** The thread that a message of the room is in, null for none; undefined when it is no message of the room. */
  #threadOf({ key }: OpenRoom, id: MessageId): MessageId | null | undefined {
    const row = this.#other.get(id);
    if (row?.[0] !== key) return undefined;
    const thread = row[1];
    return thread === null ? null : number(thread);
  }
}
