import type { MessageId, UnixMs } from "../../ports/model.ts";
import { wordsOf } from "../../ports/words.ts";
import { number, text } from "../columns.ts";
import { blockIds, SearchKeys } from "./search-keys.ts";
import { type Connection, Statement } from "./statement.ts";

/** Of a message `l`: what it is found by, its text being the present one. */
export const searchedColumns = `l.id, l.room, l."user", l.at, coalesce(e.text, l.text)`;
export const presentText =
  "LEFT JOIN changes c ON c.message = l.id LEFT JOIN edits e ON e.message = c.message AND e.number = c.edits";

/** A message as it comes into the index. Room and author are the database's own keys of them. */
export interface Searched {
  readonly id: MessageId;
  readonly room: number;
  readonly author: number;
  readonly at: UnixMs;
  readonly text: string;
}

/** Times in `search_blocks` are rounded to these, down and up: its row is written once in a while, not with each batch. */
const timeStepMs = 60_000;

/**
 * The entries of messages in the index of words (docs/adr/0018), written in the transaction of what is said, under the lock of `head`:
 * - `enter(rows)` with a run of posts, one statement for all of them;
 * - `remove(ids)` before or after their texts are taken away, in the same transaction;
 * - for an edit `remove([id])`, the edit, `add([id])`, which reads the present text.
 * What they are found by is the message alone, so no order among these is needed but an entry's own. Statements are sent without waiting: await them
 * together with others.
 */
export class SearchEntries {
  readonly #db: Connection;
  readonly #rows: Statement;
  readonly #insert: Statement;
  readonly #delete: Statement;
  #keys: SearchKeys | null = null;

  constructor(db: Connection) {
    this.#db = db;
    this.#rows = new Statement(
      db,
      `SELECT ${searchedColumns} FROM log l ${presentText} WHERE l.id = ANY($1::bigint[]) AND l.type = 0 AND c.deleted_at IS NULL`,
    );
    this.#insert = new Statement(
      db,
      `WITH entered AS (
         SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[]) AS given (message, room, at, keys)
       ), times AS (
         INSERT INTO search_blocks (block, min_at, max_at)
         SELECT message / ${blockIds}, floor(min(at)::numeric / ${timeStepMs}) * ${timeStepMs}, ceil(max(at)::numeric / ${timeStepMs}) * ${timeStepMs}
         FROM entered GROUP BY 1
         ON CONFLICT (block) DO UPDATE SET min_at = least(search_blocks.min_at, excluded.min_at), max_at = greatest(search_blocks.max_at, excluded.max_at)
         WHERE excluded.min_at < search_blocks.min_at OR excluded.max_at > search_blocks.max_at
       )
       INSERT INTO search (message, room, at, keys) SELECT message, room, at, keys::int4[] FROM entered`,
    );
    this.#delete = new Statement(db, "DELETE FROM search WHERE message = ANY($1::bigint[])");
  }

  /** Enters messages that are not in the index. One without words has no entry. */
  async enter(rows: readonly Searched[]): Promise<void> {
    this.#keys ??= await SearchKeys.read(this.#db);
    const ids: MessageId[] = [];
    const rooms: number[] = [];
    const times: UnixMs[] = [];
    const keys: string[] = [];
    for (const row of rows) {
      const words = wordsOf(row.text);
      if (words.length === 0) continue;
      ids.push(row.id);
      rooms.push(row.room);
      times.push(row.at);
      keys.push(this.#keys.ofMessage(row.id, words, row));
    }
    if (ids.length > 0) await this.#insert.run(ids, rooms, times, keys);
  }

  /** Takes messages out, whether they are in it or not. */
  async remove(ids: readonly MessageId[]): Promise<void> {
    if (ids.length > 0) await this.#delete.run(ids);
  }

  /** Enters messages with the texts they have now, deleted ones aside; they must have been taken out. */
  async add(ids: readonly MessageId[]): Promise<void> {
    const rows = ids.length === 0 ? [] : await this.#rows.all(ids);
    await this.enter(
      rows.map(([id, room, author, at, body]) => ({
        id: number(id),
        room: number(room),
        author: number(author),
        at: number(at),
        text: text(body),
      })),
    );
  }
}
