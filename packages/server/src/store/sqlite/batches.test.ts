import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, test } from "node:test";
import { loungeId } from "../../ports/model.ts";
import { Child } from "./testing/children.ts";
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

  test("the listener is told in commit order, one room at a time, before any promise of the transaction resolves", async () => {
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
    assert.deepEqual(order, [
      "lounge: 1",
      "r: 3",
      "lounge: 2",
      "r: 4 5",
      "lounge: 3",
      ...resolved(6),
      "lounge: 4",
      "r: 6",
      ...resolved(2),
    ]);
  });

  const walBytes = ({ folder }: StoreInFolder) => statSync(join(folder, "parlance.db-wal")).size;
  const write = async ({ store }: StoreInFolder, megabytes: number) => {
    for (let n = 0; n < megabytes; n += 1) await store.post(loungePost("x".repeat(1_000_000)));
  };

  test("the write-ahead log stays bounded however much is written", async () => {
    await using sqlite = await StoreInFolder.make({ storeBatch: 1 });
    await write(sqlite, 60);
    assert.ok(walBytes(sqlite) < 24e6, `${walBytes(sqlite)} bytes after 60 MB`);
  });

  test("the write-ahead log stays bounded also when there is always somebody reading", async () => {
    await using sqlite = await StoreInFolder.make({ storeBatch: 1 });
    const readers = new Child("readers.ts", [join(sqlite.folder, "parlance.db")]);
    assert.equal(await readers.line(), "reading");
    await write(sqlite, 180);
    await readers.kill();
    assert.ok(walBytes(sqlite) < 90e6, `${walBytes(sqlite)} bytes after 180 MB`);
  });

  test("writes go on while one reader holds on to what it saw", async () => {
    await using sqlite = await StoreInFolder.make({ storeBatch: 1 });
    const reader = new DatabaseSync(join(sqlite.folder, "parlance.db"), { readOnly: true });
    reader.exec("BEGIN; SELECT count(*) FROM meta");
    await write(sqlite, 70);
    assert.equal((await sqlite.store.snapshot(loungeId, 0))?.seq, 70);
    reader.close();
  });
});
