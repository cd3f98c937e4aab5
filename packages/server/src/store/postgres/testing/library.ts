import assert from "node:assert/strict";
import { loungeId, type MessageId, type UnixMs } from "../../../ports/model.ts";
import type { Search } from "../../../ports/search.ts";
import { hasSought, wordsOf } from "../../../ports/words.ts";
import { number } from "../../columns.ts";
import { LogTable } from "../log-table.ts";
import { MessageSearch, type MessageSearchOptions } from "../message-search.ts";
import { SearchEntries } from "../search-entries.ts";
import type { Connection } from "../statement.ts";

export interface Posted {
  readonly roomId: string;
  readonly text: string;
  readonly at: UnixMs;
}

/** A search in the lounge, by Ann. */
export const anything: Search = {
  phrases: [],
  isLastOpen: false,
  userId: "ann",
  roomId: loungeId,
  authorId: null,
  from: null,
  until: null,
  before: null,
  limit: 5,
};

/** Messages in the tables, as rows, with their entries in the index; all rooms but the one named "other", which is Ben's, are Ann's. */
export class Library {
  readonly posted = new Map<MessageId, Posted>();
  readonly log: LogTable;
  readonly #db: Connection;
  readonly #entries: SearchEntries;
  #rooms = new Map<string, number>();
  #users = new Map<string, number>();
  #lastId = 0;

  private constructor(db: Connection) {
    this.#db = db;
    this.log = new LogTable(db);
    this.#entries = new SearchEntries(db);
  }

  static async make(db: Connection): Promise<Library> {
    const library = new Library(db);
    for (const id of ["ann", "ben"]) {
      const made = await db.query("INSERT INTO users (id, kind, name) VALUES ($1, 0, $1) RETURNING key", [id]);
      library.#users.set(id, number(made.rows[0]?.[0]));
    }
    for (const id of ["a", "b", "other"]) await db.query("INSERT INTO rooms (id, kind, name) VALUES ($1, 2, $1)", [id]);
    for (const [id, key] of (await db.query("SELECT id, key FROM rooms", [])).rows) library.#rooms.set(String(id), number(key));
    let seq = 0;
    for (const [id, key] of library.#rooms) {
      seq += 1;
      const user = library.#users.get(id === "other" ? "ben" : "ann") ?? 0;
      await db.query(`INSERT INTO members ("user", room_id, room, seq) VALUES ($1, $2, $3, $4)`, [user, id, key, seq]);
    }
    return library;
  }

  static authorOf(roomId: string): string {
    return roomId === "other" || roomId === "b" ? "ben" : "ann";
  }

  /** In one statement each; `gap`: ids of other events before them. */
  async post(given: readonly Posted[], gap = 0): Promise<void> {
    this.#lastId += gap;
    const rows = given.map((post, index) => ({
      ...post,
      id: this.#lastId + index + 1,
      room: this.#rooms.get(post.roomId) ?? 0,
      author: this.#users.get(Library.authorOf(post.roomId)) ?? 0,
    }));
    this.#lastId += rows.length;
    await this.#db.query(
      `INSERT INTO log (id, room, seq, type, at, "user", user_kind, user_name, text)
       SELECT id, room, id, 0, at, author, 0, 'Name', text
       FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[]) AS given (id, room, at, author, text)`,
      [
        rows.map((row) => row.id),
        rows.map(({ room }) => room),
        rows.map(({ at }) => at),
        rows.map(({ author }) => author),
        rows.map((row) => row.text),
      ],
    );
    await this.#entries.enter(rows);
    for (const { id, roomId, text, at } of rows) this.posted.set(id, { roomId, text, at });
  }

  /** Null deletes it. */
  async change(id: MessageId, text: string | null): Promise<void> {
    const before = this.posted.get(id);
    assert.ok(before !== undefined);
    await this.#entries.remove([id]);
    await this.#db.query("INSERT INTO changes (message, room) SELECT id, room FROM log WHERE id = $1 ON CONFLICT DO NOTHING", [
      id,
    ]);
    if (text === null) {
      await this.#db.query("UPDATE changes SET deleted_at = 9, edits = 0 WHERE message = $1", [id]);
      await this.#db.query("DELETE FROM edits WHERE message = $1", [id]);
      await this.#db.query("UPDATE log SET text = '' WHERE id = $1", [id]);
      this.posted.delete(id);
      return;
    }
    await this.#db.query("UPDATE changes SET edits = edits + 1 WHERE message = $1", [id]);
    await this.#db.query(
      "INSERT INTO edits (message, number, at, text) SELECT message, edits, 9, $2 FROM changes WHERE message = $1",
      [id, text],
    );
    await this.#entries.add([id]);
    this.posted.set(id, { ...before, text });
  }

  finder(options: Partial<MessageSearchOptions> = {}): MessageSearch {
    return new MessageSearch(this.#db, this.log, options);
  }

  /** Page after page, to the end. */
  async find(search: Search, options: Partial<MessageSearchOptions> = {}): Promise<MessageId[]> {
    const ids: MessageId[] = [];
    for (let { before } = search; ; ) {
      const outcome = await this.finder(options).find({ ...search, before });
      assert.ok(outcome.kind === "found");
      assert.ok(outcome.messages.length <= search.limit);
      ids.push(...outcome.messages.map(({ id }) => id));
      if (outcome.next === null) return ids;
      assert.ok(before === null || outcome.next < before, "it goes on");
      before = outcome.next;
    }
  }

  expected(search: Search): MessageId[] {
    const found = [...this.posted].filter(
      ([, { roomId, text, at }]) =>
        roomId !== "other" &&
        roomId === (search.roomId ?? roomId) &&
        Library.authorOf(roomId) === (search.authorId ?? Library.authorOf(roomId)) &&
        at >= (search.from ?? 0) &&
        at < (search.until ?? Number.MAX_SAFE_INTEGER) &&
        hasSought(wordsOf(text), search),
    );
    return found.map(([id]) => id).toReversed();
  }
}
