import type { DatabaseSync } from "node:sqlite";
import type { MessageId } from "../../ports/model.ts";
import { wordsOf } from "../../ports/words.ts";
import type { Row } from "../columns.ts";
import { number, text } from "../columns.ts";
import { SearchKeys } from "./search-keys.ts";
import { Statement } from "./statement.ts";

/** Of a message `l`: what it is found by, its text being the present one. */
export const searchedColumns = "l.id, l.room, l.user, l.at, coalesce(e.text, l.text)";
export const presentText =
  "LEFT JOIN changes c ON c.message = l.id LEFT JOIN edits e ON e.message = c.message AND e.number = c.edits";

/** The entries of messages in the index of words (migrations/search.ts). FTS5 keeps no text, so an entry goes only with what it was made of. */
export class SearchEntries {
  readonly #keys: SearchKeys;
  readonly #to: Statement;
  readonly #row: Statement;
  readonly #insert: Statement;
  readonly #delete: Statement;

  constructor(db: DatabaseSync) {
    this.#keys = new SearchKeys(db);
    this.#to = new Statement(db, "SELECT value FROM meta WHERE key = 'search_to'");
    this.#row = new Statement(db, `SELECT ${searchedColumns} FROM log l ${presentText} WHERE l.id = ? AND l.type = 0`);
    this.#insert = new Statement(db, "INSERT INTO search (rowid, keys) VALUES (?, ?)");
    this.#delete = new Statement(db, "INSERT INTO search (search, rowid, keys) VALUES ('delete', ?, ?)");
  }

  /** The id up to which all messages are in the index. */
  to(): MessageId {
    return number(this.#to.get()?.[0]);
  }

  /** Enters a row of `searchedColumns`. */
  enter(row: Row): void {
    this.#with(row, this.#insert);
  }

  /** Enters a message anew whose text was changed. The index gets to later ones by itself. */
  add(id: MessageId): void {
    if (id <= this.to()) this.#with(this.#row.get(id), this.#insert);
  }

  /** Takes a message out, to be called before its text is changed, in the same transaction. */
  remove(id: MessageId): void {
    if (id <= this.to()) this.#with(this.#row.get(id), this.#delete);
  }

  /** A message without words has no entry. */
  #with(row: Row | null, statement: Statement): void {
    if (row === null) return;
    const [id, room, author, , body] = row;
    const words = wordsOf(text(body));
    if (words.length > 0) statement.run(number(id), this.#keys.ofMessage(words, { room: number(room), author: number(author) }));
  }
}
