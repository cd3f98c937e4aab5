/** Writes to the store in argv[2] until the system refuses to let a file grow. Ends with "done" when all held. */
import assert from "node:assert/strict";
import { openSqliteStore } from "../open.ts";
import { loungePost } from "./post.ts";
import { testBounds } from "./store-in-folder.ts";

const store = await openSqliteStore({ folder: process.argv[2] ?? "", bounds: { ...testBounds, storeBatch: 4 } });
let told = 0;
store.onCommit((batch) => {
  told += batch.length;
});
assert.equal((await store.post(loungePost("kept"))).kind, "posted");
const failed = { name: "StoreError", code: "failed" };
const texts = ["x".repeat(2_000_000), ...Array.from({ length: 12 }, () => "small enough, but who knows what is on the disk")];
await Promise.all(texts.map((text) => assert.rejects(store.post(loungePost(text)), failed)));
await assert.rejects(store.post(loungePost("later")), failed);
await assert.rejects(store.check(), failed);
assert.equal(told, 1);
assert.equal((await store.snapshot("lounge", 10))?.messages.length, 1, "what was committed can still be read");
await store.close();
process.stdout.write("done\n");
