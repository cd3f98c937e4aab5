import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { test } from "node:test";
import { loungeId } from "../../packages/server/src/ports/model.ts";
import { createMemoryStore } from "../../packages/server/src/store/memory/memory-store.ts";
import { seedAccounts, seedHistory } from "./seed.ts";

test("a seeded store has accounts that their tokens open, and as much history as was asked for, half of it in the lounge", async () => {
  const store = createMemoryStore();
  const users = await seedAccounts(store, 3);
  await seedHistory(store, users, 10);
  for (const { id, token } of users) assert.equal((await store.findToken(hash("sha256", token, "hex")))?.user.id, id);
  const countIn = async (roomId: string) => (await store.snapshot(roomId, 100))?.messages.length;
  assert.equal(await countIn(loungeId), 5);
  assert.deepEqual([await countIn("direct0"), await countIn("direct1"), await countIn("direct2")], [2, 2, 1]);
});
