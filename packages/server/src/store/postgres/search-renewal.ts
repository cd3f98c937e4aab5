import { wordsVersion } from "../../ports/words.ts";
import { number, text } from "../columns.ts";
import { aloneIn } from "./fence.ts";
import { presentText, SearchEntries, searchedColumns } from "./search-entries.ts";
import { blockIds } from "./search-keys.ts";
import type { Session } from "./session.ts";
import { type Connection, Statement } from "./statement.ts";

/** Changes whenever a text may have other keys than before. */
const version = `1 ${wordsVersion}`;
/** Ids that one transaction goes over. */
const stepIds = blockIds / 4;

/** Runs `work` in one transaction, which no writer of the store is beside (the lock of `head`). */
export type AloneInTransaction = <T>(work: (db: Connection) => Promise<T>) => Promise<T>;

/**
 * Makes the index of words anew when words are not what they were (another version of Unicode in Node, or of our rules), or nobody has
 * made one. A step at a time: others write in between, and what stops is gone on with, from `search_to` in `meta`. While it lasts, messages
 * that are not in it yet are not found. To be called with nobody waiting; some 50 us a message. Answers whether there was something to do.
 */
export async function renewSearch(alone: AloneInTransaction): Promise<boolean> {
  const isToDo = await alone(begin);
  let from: number | null = isToDo ? await alone(goneTo) : null;
  while (from !== null) {
    const at = from;
    from = await alone((db) => step(db, at));
  }
  return isToDo;
}

/** The same on a connection of its own, looking first whether there is anything to do: then no writer waits. `known`: migrations of this program. */
export async function bringSearchUpToDate(session: Session, known: number): Promise<void> {
  const words = await new Statement(session, "SELECT value FROM meta WHERE key = 'search_words'").get();
  if (words?.[0] !== version) await renewSearch(aloneIn(session, known));
}

async function begin(db: Connection): Promise<boolean> {
  const known = await new Statement(db, "SELECT value FROM meta WHERE key = 'search_words'").get();
  const goingOn = await new Statement(db, "SELECT value FROM meta WHERE key = 'search_renewal'").get();
  if (goingOn !== null && goingOn[0] === version) return true;
  if (known !== null && known[0] === version) return false;
  const { rows } = await db.query("SELECT 1 FROM search LIMIT 1", []);
  if (rows.length > 0) await db.query("TRUNCATE search, search_blocks", []);
  await db.query("DELETE FROM meta WHERE key IN ('search_words', 'search_renewal', 'search_to')", []);
  await db.query("INSERT INTO meta (key, value) VALUES ('search_renewal', $1), ('search_to', '0')", [version]);
  return true;
}

async function goneTo(db: Connection): Promise<number | null> {
  const row = await new Statement(db, "SELECT value FROM meta WHERE key = 'search_to'").get();
  return row === null ? null : Number(text(row[0]));
}

/** Answers where to go on; null at the end. */
async function step(db: Connection, from: number): Promise<number | null> {
  const end = number((await new Statement(db, "SELECT coalesce(max(id), 0) FROM log").get())?.[0]);
  const to = Math.min(from + stepIds, end);
  const rows = await new Statement(
    db,
    `SELECT ${searchedColumns} FROM log l ${presentText}
     WHERE l.id > $1 AND l.id <= $2 AND l.type = 0 AND c.deleted_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM search s WHERE s.message = l.id) ORDER BY l.id`,
  ).all(from, to);
  await new SearchEntries(db).enter(
    rows.map(([id, room, author, at, body]) => ({
      id: number(id),
      room: number(room),
      author: number(author),
      at: number(at),
      text: text(body),
    })),
  );
  if (to < end) {
    await db.query("UPDATE meta SET value = $1 WHERE key = 'search_to'", [String(to)]);
    return to;
  }
  await db.query("DELETE FROM meta WHERE key IN ('search_renewal', 'search_to')", []);
  await db.query(
    "INSERT INTO meta (key, value) VALUES ('search_words', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    [version],
  );
  return null;
}
