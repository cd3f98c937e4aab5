import assert from "node:assert/strict";
import { test } from "node:test";
import { loungePost } from "./testing/post.ts";
import { StoreInFolder } from "./testing/store-in-folder.ts";

test("a look-up waits for one long read at most, however many were asked for before it", async () => {
  await using sqlite = await StoreInFolder.make();
  const { store } = sqlite;
  await Promise.all(Array.from({ length: 200 }, (_, n) => store.post(loungePost(`${n}`))));
  const order: string[] = [];
  const noted = async (name: string, read: Promise<unknown>): Promise<void> => {
    await read;
    order.push(name);
  };
  await Promise.all([
    noted("page 1", store.eventsAfter("lounge", 0, 200)),
    noted("page 2", store.snapshot("lounge", 200)),
    noted("page 3", store.messagesAfter("nobody", 0, 200)),
    noted("token", store.findToken("none")),
    noted("user", store.findUser("none")),
  ]);
  assert.deepEqual(order, ["page 1", "token", "user", "page 2", "page 3"]);
});

test("closing answers long reads that were held back", async () => {
  await using sqlite = await StoreInFolder.make();
  await sqlite.store.post(loungePost("x"));
  const reads = Array.from({ length: 5 }, () => sqlite.store.snapshot("lounge", 10));
  const closing = sqlite.store.close();
  for (const snapshot of await Promise.all(reads)) assert.equal(snapshot?.messages.length, 1);
  await closing;
});

test("storeWaiting: that many reads may wait, one more is refused as overloaded", async () => {
  await using sqlite = await StoreInFolder.make({ storeWaiting: 4 });
  const read = () => sqlite.store.snapshot("lounge", 1);
  const waiting = [read(), read(), sqlite.store.findUser("a"), sqlite.store.findUser("b")];
  await assert.rejects(read(), { name: "StoreError", code: "overloaded" });
  await assert.rejects(sqlite.store.findUser("c"), { name: "StoreError", code: "overloaded" });
  await Promise.all(waiting);
  await read();
});
