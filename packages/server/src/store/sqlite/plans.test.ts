import assert from "node:assert/strict";
import { join } from "node:path";
import type { StatementSync } from "node:sqlite";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { createReader } from "./reader.ts";
import { StoreInFolder } from "./testing/store-in-folder.ts";
import { Writer } from "./writer.ts";

/** Remembers what is prepared on it. */
class Remembering extends DatabaseSync {
  readonly prepared = new Set<string>();

  override prepare(sql: string): StatementSync {
    this.prepared.add(sql);
    return super.prepare(sql);
  }
}

/**
 * The newest users, and what a subquery reads, up to a limit; the recent posts, which are never many (post-settling.ts); the index of words, a window at a time;
 * and one short row for each 1,024 messages.
 */
const bounded =
  /^SCAN (?:u USING INDEX users_recent\b|recent_posts$|CONSTANT ROW$|\(subquery-\d+\)$|s VIRTUAL TABLE INDEX \d+:\S|search_times$)/;

test("no statement scans or sorts a table: the cost of each is logarithmic in what is stored", async () => {
  await using sqlite = await StoreInFolder.make();
  const db = new Remembering(join(sqlite.folder, "parlance.db"));
  createReader(db);
  new Writer(db, 0);
  // For an insert SQLite lists how it would look for rows that broke a foreign key, which none can have done.
  const statements = [...db.prepared].filter((sql) => /^(?:SELECT|UPDATE|DELETE)/.test(sql));
  assert.ok(statements.length > 40, `${statements.length} statements`);
  for (const sql of statements) {
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    const steps = plan.map((row) => String(row["detail"]));
    const bad = steps.filter((step) => /SCAN|TEMP B-TREE/.test(step) && !bounded.test(step));
    assert.deepEqual(bad, [], sql);
  }
  db.close();
});
