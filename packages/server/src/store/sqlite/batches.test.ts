import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, test } from "node:test";
import { loungeId } from "../../ports/model.ts";
import { loungePost } from "./testing/post.ts";
import { StoreInFolder } from "./testing/store-in-folder.ts";

describe("sqlite: batches", () => {
  test("calls of one turn are committed together, at most storeBatch in one transaction", async () => {
    const sizes: number[] = [];
    const durations: number[] = [];
    const onBatch = (size: number, durationMs: number) => {
      sizes.push(size);
      durations.push(durationMs);
    };
    await using sqlite = await StoreInFolder.make({ storeBatch: 8, onBatch });
    await Promise.all(Array.from({ length: 8 }, () => sqlite.store.post(loungePost("x"))));
    assert.deepEqual(sizes.splice(0), [8]);
    await Promise.all(Array.from({ length: 9 }, () => sqlite.store.post(loungePost("x"))));
    assert.deepEqual(sizes, [8, 1]);
    assert.ok(durations.every((durationMs) => durationMs > 0));
  });

  test("storeWaiting writes may wait, one more is refused as overloaded, and nothing of it is kept", async () => {
    await using sqlite = await StoreInFolder.make({ storeWaiting: 5 });
    const { store } = sqlite;
    const waiting = Array.from({ length: 5 }, (_, n) => store.post(loungePost(String(n))));
    const overloaded = { name: "StoreError", code: "overloaded" };
    await Promise.all([assert.rejects(store.post(loungePost("5")), overloaded), assert.rejects(store.check(), overloaded)]);
    assert.ok((await Promise.all(waiting)).every(({ kind }) => kind === "posted"));
    await store.post(loungePost("6"));
    const texts = (await store.snapshot(loungeId, 10))?.messages.map(({ text }) => text);
    assert.deepEqual(texts, ["0", "1", "2", "3", "4", "6"]);
  });

  test("as many reads may wait, one more is refused as overloaded", async () => {
    await using sqlite = await StoreInFolder.make({ storeWaiting: 5 });
    const waiting = Array.from({ length: 5 }, () => sqlite.store.findRoom(loungeId));
    await assert.rejects(sqlite.store.findRoom(loungeId), { name: "StoreError", code: "overloaded" });
    assert.equal((await Promise.all(waiting)).length, 5);
    assert.notEqual(await sqlite.store.findRoom(loungeId), null);
  });

  test("the listener is called once per room and transaction, before any promise of the transaction resolves", async () => {
    await using sqlite = await StoreInFolder.make({ storeBatch: 6 });
    const { store } = sqlite;
    const order: string[] = [];
    const account = (id: string) =>
      store.createAccount({ id, name: id, nameKey: id, email: null, emailKey: null, passwordHash: "", at: 1, joins: [] });
    await Promise.all(["a", "b"].map(account));
    const author = { id: "a", kind: "account" as const, name: "a" };
    await store.openDirect({ from: "a", to: "b", newRoomId: "r", at: 1 });
    store.onCommit((batch) => order.push(`${batch[0]?.room.id}: ${batch.map(({ seq }) => seq).join(" ")}`));
    const rooms = [loungeId, "r", loungeId, "r", "r", loungeId, loungeId, "r"];
    const posts = rooms.map(async (roomId) => {
      await store.post(loungePost("x", { author, roomId }));
      order.push("resolved");
    });
    await Promise.all(posts);
    const resolved = (count: number) => Array.from({ length: count }, () => "resolved");
    assert.deepEqual(order, ["lounge: 1 2 3", "r: 3 4 5", ...resolved(6), "lounge: 4", "r: 6", ...resolved(2)]);
  });

  test("the write-ahead log stays bounded however much is written, also while somebody reads for long", async () => {
    await using sqlite = await StoreInFolder.make({ storeBatch: 1 });
    const walBytes = () => statSync(join(sqlite.folder, "parlance.db-wal")).size;
    const write = async (megabytes: number) => {
      for (let n = 0; n < megabytes; n += 1) await sqlite.store.post(loungePost("x".repeat(1_000_000)));
    };
    await write(45);
    const usual = walBytes();
    assert.ok(usual < 24e6, `${usual} bytes after 45 MB`);
    const reader = new DatabaseSync(join(sqlite.folder, "parlance.db"), { readOnly: true });
    reader.exec("BEGIN; SELECT count(*) FROM meta");
    await write(30);
    reader.exec("COMMIT");
    reader.close();
    await write(45);
    assert.ok(walBytes() < 60e6, `${walBytes()} bytes after a long read: it started over`);
  });
});
