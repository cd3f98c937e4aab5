import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import type { Search } from "../../ports/search.ts";
import { number, text } from "../columns.ts";
import { MessageSearch } from "./message-search.ts";
import { SearchUpkeep } from "./search-upkeep.ts";
import type { Connection, Value } from "./statement.ts";
import { anything, Library } from "./testing/library.ts";
import { onConnection } from "./testing/store-in-database.ts";

const messages = 30_000;
/** Six blocks of the index, and a bit. */
const gap = 300;

/** What was read: rows that a step of the plan gave or threw away, of a table or an index, all its loops together. */
function rowsRead(plan: readonly unknown[]): { readonly rows: number; readonly scans: readonly string[] } {
  let rows = 0;
  const scans: string[] = [];
  const walk = (node: Record<string, unknown>): void => {
    const loops = Number(node["Actual Loops"]);
    const removed = ["Rows Removed by Filter", "Rows Removed by Index Recheck"].map((name) => Number(node[name] ?? 0));
    const type = String(node["Node Type"]);
    if (/Scan/.test(type)) {
      rows += loops * (Number(node["Actual Rows"]) + removed.reduce((sum, one) => sum + one, 0));
      if (type === "Seq Scan") scans.push(String(node["Relation Name"]));
    }
    for (const inner of (node["Plans"] ?? []) as Record<string, unknown>[]) walk(inner);
  };
  walk((plan[0] as { Plan: Record<string, unknown> }).Plan);
  return { rows, scans };
}

describe("postgres: what a search reads", { skip: withoutPostgres() }, () => {
  test("room, author, time, rare words and common ones: no search reads the whole history, or a table from end to end", () =>
    onConnection(async (db) => {
      const library = await Library.make(db);
      for (let n = 0; n < messages; n += 100) {
        const posts = Array.from({ length: 100 }, (_, index) => {
          const nth = n + index;
          const body = `common ${nth % 2 === 0 ? "even" : "odd"} word${nth % 997} ${nth === 40 ? "rare" : ""}`;
          return { roomId: nth % 3_000 === 7 ? "a" : "other", text: body, at: nth * 60_000 };
        });
        await library.post(posts, gap);
      }
      // Ben is in more rooms than the index is asked by; others are in many.
      await db.query("INSERT INTO rooms (id, kind) SELECT 'more ' || n, 2 FROM generate_series(1, 3000) n", []);
      await db.query("INSERT INTO users (id) SELECT 'more ' || n FROM generate_series(1, 100) n", []);
      await db.query(
        `INSERT INTO members ("user", room_id, room, seq) SELECT 2 + r.key % 100, r.id, r.key, 9 FROM rooms r WHERE r.id LIKE 'more %'`,
        [],
      );
      await new SearchUpkeep(db, { searchSortedAtOnce: 1 }).sort();
      for (const table of ["log", "search", "search_blocks", "changes", "edits", "members", "rooms"]) {
        await db.query(`ANALYZE ${table}`, []);
      }
      const explained = async (search: Partial<Search>): Promise<number> => {
        const asked: [string, readonly Value[]][] = [];
        const watched: Connection = {
          query: (sql, values) => {
            asked.push([sql, values]);
            return db.query(sql, values);
          },
        };
        await new MessageSearch(watched, library.log, { workMs: 10_000 }).find({ ...anything, roomId: null, ...search });
        let total = 0;
        for (const [sql, values] of asked) {
          // With the plan that a statement gets once it was often asked, which knows no values.
          await db.query("SELECT set_config('plan_cache_mode', 'force_generic_plan', true)", []);
          const shown = await db.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, values);
          const { rows, scans } = rowsRead(shown.rows[0]?.[0] as unknown[]);
          // These are a page each.
          assert.deepEqual(
            scans.filter((name) => !["search_blocks", "users", "meta", "changes", "edits"].includes(name)),
            [],
            sql,
          );
          total += rows;
        }
        return total;
      };
      const read = {
        rare: await explained({ phrases: [["rare"]], userId: "ben" }),
        "rare and common": await explained({ phrases: [["common"], ["rare"]], userId: "ben" }),
        "common in few messages of one room": await explained({ phrases: [["common"]], roomId: "a" }),
        "common of an author with few": await explained({ phrases: [["common"]], userId: "ben", authorId: "ann" }),
        "in a minute long ago": await explained({ phrases: [["odd"]], userId: "ben", from: 600_000, until: 660_000 }),
        "common, of the newest": await explained({ phrases: [["common"]], userId: "ben" }),
      };
      const blocks = number((await db.query("SELECT count(*) FROM search_blocks", [])).rows[0]?.[0]);
      assert.ok(blocks >= 7, `${blocks} blocks`);
      // A common word is in as many messages of a block as the block has; here a seventh of all.
      const block = messages / (blocks - 1);
      const least = 500;
      const bounds: Readonly<Record<keyof typeof read, number>> = {
        rare: least,
        "rare and common": least,
        "common in few messages of one room": least,
        "common of an author with few": least,
        "in a minute long ago": 2 * block + least,
        "common, of the newest": 3 * block + least,
      };
      for (const [what, rows] of Object.entries(read)) {
        assert.ok(rows <= bounds[what as keyof typeof read], `${what}: ${rows} rows read`);
      }
    }));

  test("I8: what was entered is sorted in once searchSortedAtOnce messages came, beside the writers, and not twice at once", () =>
    onConnection(async (db) => {
      const library = await Library.make(db);
      const asked: string[] = [];
      const watched: Connection = {
        query: (sql, values) => {
          asked.push(sql);
          return db.query(sql, values);
        },
      };
      const upkeep = new SearchUpkeep(watched, { searchSortedAtOnce: 10 });
      await library.post(Array.from({ length: 12 }, (_, at) => ({ roomId: "a", text: `words ${at}`, at })));
      upkeep.entered(9);
      assert.deepEqual(asked, []);
      upkeep.entered(1);
      upkeep.entered(10);
      assert.equal(asked.length, 1);
      await upkeep.close();
      upkeep.entered(0);
      await upkeep.close();
      assert.equal(asked.length, 2, "what came meanwhile");
      await db.query("CREATE EXTENSION pageinspect", []);
      const pending = await db.query("SELECT n_pending_tuples FROM gin_metapage_info(get_raw_page('search_keys', 0))", []);
      assert.equal(text(String(pending.rows[0]?.[0])), "0");
    }));
});
