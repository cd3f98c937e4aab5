import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { describe, test } from "node:test";
import fc from "fast-check";
import { loungeId } from "../../ports/model.ts";
import { PostSettling } from "./post-settling.ts";
import { PostsIndex } from "./posts-index.ts";
import { migrate } from "./schema.ts";
import { loungePost } from "./testing/post.ts";
import { StoreInFolder } from "./testing/store-in-folder.ts";

const kept = 12;
const step = 4;

function database(): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  migrate(db, "memory");
  return db;
}

function countOf(db: DatabaseSync, table: "recent_posts" | "settled_posts"): number {
  return Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.["n"]);
}

describe("sqlite: posts of a room, in two tables", () => {
  test("however posts, settling and rollbacks follow each other, every room's posts are found in order, from anywhere and up to any limit", () => {
    const rooms = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 12 });
    const batch = fc.record({ rooms, isKept: fc.boolean() });
    const given = { batches: fc.array(batch, { maxLength: 20 }), limit: fc.integer({ min: 0, max: 20 }) };
    fc.assert(
      fc.property(fc.record(given), ({ batches, limit }) => {
        const db = database();
        const settling = new PostSettling(db, { kept, step });
        const index = new PostsIndex(db);
        const posts: { readonly room: number; readonly id: number }[] = [];
        for (const { rooms: written, isKept } of batches) {
          const added = written.map((room, n) => ({ room, id: posts.length + n + 1 }));
          db.exec("BEGIN");
          for (const { room, id } of added) settling.add(room, id, 1);
          settling.settle();
          db.exec(isKept ? "COMMIT" : "ROLLBACK");
          if (isKept) posts.push(...added);
          else settling.forget();
        }
        for (let room = 0; room <= 6; room += 1) {
          const ids = posts.filter((post) => post.room === room).map(({ id }) => id);
          for (let first = 0; first <= posts.length + 1; first += 1) {
            const expected = ids.filter((id) => id >= first).slice(0, limit);
            assert.deepEqual(index.from(room, first, limit).flat(), expected);
          }
          assert.deepEqual(index.newest(room, limit).flat(), ids.toReversed().slice(0, limit));
        }
        db.close();
      }),
    );
  });

  test("few stay recent, however many are posted to however many rooms, and none are moved before there are many", () => {
    const db = database();
    const settling = new PostSettling(db, { kept, step });
    for (let id = 1; id <= 500; id += 1) {
      settling.add(id % 7 === 0 ? 1 : id, id, 1);
      settling.settle();
      assert.ok(countOf(db, "recent_posts") < kept + step, `${countOf(db, "recent_posts")} after ${id}`);
      if (id < kept + step) assert.equal(countOf(db, "settled_posts"), 0);
    }
    assert.equal(countOf(db, "recent_posts") + countOf(db, "settled_posts"), 500);
    db.close();
  });

  test("a store opened again goes on where it was: more posts than stay recent, read back whole from both ends", async () => {
    await using sqlite = await StoreInFolder.make();
    const total = 20_000;
    for (let n = 0; n < total; n += 5_000) {
      await Promise.all(Array.from({ length: 5_000 }, (_, m) => sqlite.store.post(loungePost(String(n + m)))));
      if (n === 10_000) await sqlite.reopen();
    }
    const texts = Array.from({ length: total }, (_, n) => String(n));
    const newest = (await sqlite.store.snapshot(loungeId, total))?.messages.map(({ text }) => text);
    assert.deepEqual(newest, texts);
    const midst = await sqlite.store.eventsAfter(loungeId, total - 18_000, 2_000);
    assert.deepEqual(
      midst.map(({ seq }) => seq),
      Array.from({ length: 2_000 }, (_, n) => total - 18_000 + n + 1),
    );
  });
});
