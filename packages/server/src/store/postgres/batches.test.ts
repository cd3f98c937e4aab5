import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import { loungeId } from "../../ports/model.ts";
import { addressOf } from "../../postgres/address.ts";
import { ReadPool } from "./read-pool.ts";
import { loungePost } from "./testing/lounge-post.ts";
import { newStoreDatabase, StoreInDatabase, testServer } from "./testing/store-in-database.ts";

const overloaded = { name: "StoreError", code: "overloaded" };

describe("postgres: batches", { skip: withoutPostgres() }, () => {
  test("calls of one turn are committed together, at most storeBatch in one transaction", async () => {
    const sizes: number[] = [];
    await using made = await StoreInDatabase.make({ storeBatch: 8, onBatch: (size) => sizes.push(size) });
    const { store } = made;
    await Promise.all(Array.from({ length: 8 }, () => store.post(loungePost("x"))));
    assert.deepEqual(sizes.splice(0), [8]);
    await Promise.all(Array.from({ length: 9 }, () => store.post(loungePost("x"))));
    assert.deepEqual(sizes, [8, 1]);
  });

  test("after databaseBatchMs a commit takes in no further write: they are in the next, in their order", async () => {
    const sizes: number[] = [];
    await using made = await StoreInDatabase.make({ databaseBatchMs: 0, onBatch: (size) => sizes.push(size) });
    const { store } = made;
    const post = (text: string) => store.post(loungePost(text));
    const none = () => store.deleteSession("none");
    await Promise.all([post("a"), post("b"), none(), none(), post("c")]);
    assert.deepEqual(sizes, [2, 1, 1, 1]);
    assert.deepEqual(
      (await store.snapshot(loungeId, 9))?.messages.map(({ text }) => text),
      ["a", "b", "c"],
    );
  });

  test("storeWaiting writes may wait, one more is refused as overloaded, and nothing of it is kept", async () => {
    await using made = await StoreInDatabase.make({ storeWaiting: 5 });
    const { store } = made;
    const waiting = Array.from({ length: 5 }, (_, n) => store.post(loungePost(String(n))));
    await assert.rejects(store.post(loungePost("5")), overloaded);
    assert.ok((await Promise.all(waiting)).every(({ kind }) => kind === "posted"));
    await store.post(loungePost("6"));
    const texts = (await store.snapshot(loungeId, 10))?.messages.map(({ text }) => text);
    assert.deepEqual(texts, ["0", "1", "2", "3", "4", "6"]);
  });

  test("a write that is refused as no outcome foresees spoils no other, also among posts", async () => {
    await using made = await StoreInDatabase.make();
    const { store } = made;
    const posts = ["a", "b", "c", "d", "e"].map((text) =>
      // No time is so late that a database could hold it.
      store.post(loungePost(text, { at: text === "c" ? 2 ** 70 : 1 })).then(
        ({ kind }) => kind,
        (error: Error) => error.name,
      ),
    );
    assert.deepEqual(await Promise.all(posts), ["posted", "posted", "Error", "posted", "posted"]);
    const events = await store.eventsAfter(loungeId, 0, 10);
    assert.deepEqual(
      events.map((event) => event.type === "posted" && [event.seq, event.message.text]),
      [
        [1, "a"],
        [2, "b"],
        [3, "d"],
        [4, "e"],
      ],
    );
  });

  test("what nodes wrote last is forgotten after databaseWriterMs, and a node that was forgotten writes on", async () => {
    const url = await newStoreDatabase();
    await using made = await StoreInDatabase.make({ url });
    await made.store.post(loungePost("x"));
    await using other = await made.beside({ databaseWriterMs: 0 });
    await other.store.post(loungePost("y"));
    const rows = await (await testServer()).query("SELECT id FROM writers", new URL(url).pathname.slice(1));
    assert.equal(rows.length, 1);
    assert.equal((await made.store.post(loungePost("z"))).kind, "posted");
  });
});

describe("postgres: reads", { skip: withoutPostgres() }, () => {
  async function pool(over: { connections?: number; waiting?: number; readMs?: number } = {}): Promise<ReadPool> {
    const session = { address: addressOf(await newStoreDatabase()), name: "reading", connectMs: 5_000 };
    return new ReadPool({ session, connections: 2, waiting: 10, readMs: 5_000, ...over });
  }
  const pid = async (reads: ReadPool) => (await reads.query("SELECT pg_backend_pid()", [])).rows[0]?.[0];

  test("have databaseConnections connections, others wait; past storeWaiting they are refused as overloaded", async () => {
    const reads = await pool({ connections: 2, waiting: 3 });
    const sleeping = [1, 2, 3].map(() => reads.query("SELECT pg_sleep(0.2), pg_backend_pid()", []));
    await assert.rejects(reads.query("SELECT 1", []), overloaded);
    const pids = (await Promise.all(sleeping)).map(({ rows }) => rows[0]?.[1]);
    assert.equal(new Set(pids).size, 2);
    await reads.close();
    await assert.rejects(reads.query("SELECT 1", []), { code: "closed" });
  });

  test("one whose connection is lost is done again on another", async () => {
    const reads = await pool({ connections: 1 });
    const before = await pid(reads);
    await (await testServer()).query(`SELECT pg_terminate_backend(${Number(before)})`);
    assert.notEqual(await pid(reads), before);
    await reads.close();
  });

  test("one that takes longer than databaseReadMs is refused, and holds up no other for longer", async () => {
    const reads = await pool({ connections: 1, readMs: 100 });
    await assert.rejects(reads.query("SELECT pg_sleep(60)", []), { name: "StoreError" });
    assert.deepEqual((await reads.query("SELECT 1", [])).rows, [[1]]);
    await reads.close();
  });

  test("all of one piece of work see one instant, and none can write", async () => {
    const url = await newStoreDatabase();
    const session = { address: addressOf(url), name: "reading", connectMs: 5_000 };
    const reads = new ReadPool({ session, connections: 1, waiting: 9, readMs: 5_000 });
    await using made = await StoreInDatabase.make({ url });
    const counts = await reads.atOneInstant(async (db) => {
      const count = async () => (await db.query("SELECT count(*) FROM log", [])).rows[0]?.[0];
      const before = await count();
      await made.store.post(loungePost("x"));
      return [before, await count()];
    });
    assert.deepEqual(counts, [0, 0]);
    await assert.rejects(reads.query("DELETE FROM log", []));
    await reads.close();
  });
});
