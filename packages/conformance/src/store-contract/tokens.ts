import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreError } from "@parlance/server/ports/store.ts";
import type { StoreContractOptions } from "./world.ts";
import { worldFor } from "./world.ts";

const isMistake = (error: unknown): boolean => error instanceof Error && !(error instanceof StoreError);

export function tokenRules(options: StoreContractOptions): void {
  const world = worldFor(options);

  test("a token is found by its hash, with its user as they are now, expired or not", async () => {
    const { store } = world();
    const user = await world().account();
    const token = world().newToken(user, { expiresAt: 1 });
    await store.createToken(token);
    await store.setDisplayName(user.id, "Now", world().fresh("now"));
    const now = { ...user, displayName: "Now" };
    assert.deepEqual(await store.findToken(token.hash), { sessionId: token.sessionId, expiresAt: 1, usedAt: null, user: now });
    assert.equal(await store.findToken("unknown"), null);
  });

  test("createToken with a hash in use or for nobody is the caller's mistake, with no effect", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(), await world().account()];
    const token = world().newToken(ann);
    await store.createToken(token);
    await assert.rejects(store.createToken(world().newToken(bob, { hash: token.hash })), isMistake);
    assert.equal((await store.findToken(token.hash))?.user.id, ann.id);
    const stranger = world().newToken(ann, { userId: "nobody" });
    await assert.rejects(store.createToken(stranger), isMistake);
    assert.equal(await store.findToken(stranger.hash), null);
  });

  test("replaceToken swaps in one step, once: of two at the same time one wins", async () => {
    const { store } = world();
    const user = await world().account();
    const old = world().newToken(user);
    await store.createToken(old);
    const [first, second] = [
      world().newToken(user, { sessionId: old.sessionId }),
      world().newToken(user, { sessionId: old.sessionId }),
    ];
    const swapped = await Promise.all([store.replaceToken(old.hash, first), store.replaceToken(old.hash, second)]);
    assert.deepEqual(swapped, [true, false]);
    assert.equal(await store.findToken(old.hash), null);
    assert.equal((await store.findToken(first.hash))?.sessionId, old.sessionId);
    assert.equal(await store.findToken(second.hash), null);
  });

  test("replaceToken that cannot put the new one in leaves the old one", async () => {
    const { store } = world();
    const user = await world().account();
    const [old, other] = [world().newToken(user), world().newToken(user)];
    await store.createToken(old);
    await store.createToken(other);
    await assert.rejects(store.replaceToken(old.hash, world().newToken(user, { hash: other.hash })), isMistake);
    assert.equal((await store.findToken(old.hash))?.sessionId, old.sessionId);
    assert.equal((await store.findToken(other.hash))?.sessionId, other.sessionId);
  });

  test("deleteSession deletes every token of the session and no other", async () => {
    const { store } = world();
    const user = await world().account();
    const [a, c] = [world().newToken(user), world().newToken(user)];
    const b = world().newToken(user, { sessionId: a.sessionId });
    for (const token of [a, b, c]) await store.createToken(token);
    assert.equal(await store.deleteSession(a.sessionId), true);
    assert.equal(await store.deleteSession(a.sessionId), false);
    assert.deepEqual(await Promise.all([a, b, c].map(async ({ hash }) => (await store.findToken(hash)) !== null)), [
      false,
      false,
      true,
    ]);
  });

  test("deleteExpiredTokens deletes those that expired before, the longest expired first, and counts them", async () => {
    const { store } = world();
    await store.deleteExpiredTokens(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    const user = await world().account();
    const tokens = [98, 99, 97, 100, 101].map((expiresAt) => world().newToken(user, { expiresAt }));
    for (const token of tokens) await store.createToken(token);
    const left = () => Promise.all(tokens.map(async ({ hash }) => (await store.findToken(hash))?.expiresAt));
    assert.equal(await store.deleteExpiredTokens(100, 0), 0);
    assert.equal(await store.deleteExpiredTokens(100, 2), 2);
    assert.deepEqual(await left(), [undefined, 99, undefined, 100, 101]);
    assert.equal(await store.deleteExpiredTokens(100, 2), 1);
    assert.equal(await store.deleteExpiredTokens(100, 2), 0);
    assert.deepEqual(await left(), [undefined, undefined, undefined, 100, 101]);
  });
}
