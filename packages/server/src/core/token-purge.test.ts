import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryStore } from "../store/memory/memory-store.ts";
import { memoryChat, signUp } from "./testing/memory-chat.ts";
import { settle } from "./testing/settle.ts";
import { storeWith } from "./testing/store-with.ts";

test("I8: an expired token is told apart from an unknown one for tokensKeptMs, then it is gone", async () => {
  const [tokenLifetimeMs, tokensKeptMs, tokenPurgeMs] = [10_000, 50_000, 1_000];
  await using at = await memoryChat({ bounds: { tokenLifetimeMs, tokensKeptMs, tokenPurgeMs } });
  const { token } = await signUp(at.chat, "alice");
  at.clock.advance(tokenLifetimeMs + tokensKeptMs);
  await settle();
  await assert.rejects(at.chat.accounts.authenticate(token), { code: "token_expired" });
  at.clock.advance(tokenPurgeMs);
  await settle();
  await assert.rejects(at.chat.accounts.authenticate(token), { code: "token_invalid" });
});

test("a purge that fails is logged and tried again", async () => {
  let purges = 0;
  const store = storeWith(createMemoryStore(), {
    deleteExpiredTokens: () => {
      purges++;
      return Promise.reject(new Error("disk"));
    },
  });
  await using at = await memoryChat({ store, bounds: { tokenPurgeMs: 1_000 } });
  at.clock.advance(2_000);
  await settle();
  assert.equal(purges, 3, "at the start and after each interval");
  assert.equal(at.log.lines.filter(({ level }) => level === "warn").length, 3);
});

test("I8: tokensPurgedAtOnce tokens are deleted in one commit, and the rest in the next ones; a stop ends it between two", async () => {
  const asked: number[] = [];
  let left = 5;
  const store = storeWith(createMemoryStore(), {
    deleteExpiredTokens: (_before, limit) => {
      asked.push(limit);
      const count = Math.min(limit, left);
      left -= count;
      return Promise.resolve(count);
    },
  });
  const at = await memoryChat({ store, bounds: { tokensPurgedAtOnce: 2, tokenPurgeMs: 1_000 } });
  await settle();
  assert.deepEqual({ asked, left }, { asked: [2, 2, 2], left: 0 });
  left = 4;
  at.clock.advance(1_000);
  await at[Symbol.asyncDispose]();
  await settle();
  assert.equal(left, 2);
});
