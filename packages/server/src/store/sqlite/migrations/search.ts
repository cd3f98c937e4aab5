import type { DatabaseSync } from "node:sqlite";
import { wordsVersion } from "../../../ports/words.ts";
import { number } from "../../columns.ts";
import { Statement } from "../statement.ts";

/**
 * `search` has the keys (search-keys.ts) of each message that has words, by the message's id, and no text: the message has that. In `meta`,
 * `search_to` is the id up to which it has all messages, in their present text. `search_times` has, for every 1,024 ids up to there, the
 * earliest and the latest time of a message, so that a search in a stretch of time need not look at all that came before and after.
 * - `secure-delete`: a key of a deleted text leaves the index at once. Without it, it would stay until a merge.
 * - `automerge` off and `crisismerge` far off: FTS5 would merge inside of a transaction that somebody waits for (search-indexing.ts).
 */
const table = `
CREATE VIRTUAL TABLE search USING fts5(keys, content='', columnsize=0, detail=none, tokenize='ascii');
INSERT INTO search (search, rank) VALUES ('secure-delete', 1), ('automerge', 0), ('crisismerge', 64);
`;
/** Changes whenever a text may have other keys than before. */
const version = `1 ${wordsVersion}`;
const beside = `
CREATE TABLE search_times (block INTEGER PRIMARY KEY, min_at INTEGER NOT NULL, max_at INTEGER NOT NULL) STRICT;
INSERT INTO meta (key, value) VALUES ('search_to', 0), ('search_words', '${version}');
`;

/** Makes the index, empty: messages that are there already come into it later, while the server runs. */
export function makeSearch(db: DatabaseSync): void {
  db.exec(table);
  db.exec(beside);
}

/**
 * Begins the index anew when words are not what they were (another version of Unicode, or of our rules): a text could no longer be taken out
 * of it by its words. Takes about a second for a million messages.
 */
export function renewSearch(db: DatabaseSync): void {
  const known = new Statement(db, "SELECT count(*) FROM meta WHERE key = 'search_words' AND value = ?");
  if (number(known.get(version)?.[0]) > 0) return;
  db.exec("BEGIN IMMEDIATE");
  try {
    db.exec("DROP TABLE search; DELETE FROM search_times; UPDATE meta SET value = 0 WHERE key = 'search_to'");
    db.exec(table);
    new Statement(db, "UPDATE meta SET value = ? WHERE key = 'search_words'").run(version);
    db.exec("COMMIT");
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
