import assert from "node:assert/strict";
import { test } from "node:test";
import type { StoreContractOptions } from "./world.ts";
import { person, worldFor } from "./world.ts";

/** `ClusterStore`: what servers that share a store ask it about one another. */
export function clusterRules(options: StoreContractOptions): void {
  const world = worldFor(options);

  test("sessionsAmong: those that have a token, with the latest expiry, in the order asked, each once; not those that ended", async () => {
    const { store } = world();
    const ann = await world().account();
    const [phone, desk, old] = [world().newToken(ann), world().newToken(ann), world().newToken(ann, { expiresAt: 1_001 })];
    for (const token of [phone, desk, old]) await store.createToken(token);
    await store.createToken(world().newToken(ann, { sessionId: phone.sessionId, expiresAt: 12_000 }));
    const asked = [desk.sessionId, "none", phone.sessionId, desk.sessionId, old.sessionId];
    assert.deepEqual(await store.sessionsAmong(asked), [
      { id: desk.sessionId, expiresAt: 9_000 },
      { id: phone.sessionId, expiresAt: 12_000 },
      { id: old.sessionId, expiresAt: 1_001 },
    ]);
    await store.endSessions({ userId: ann.id, except: phone.sessionId });
    assert.deepEqual(await store.sessionsAmong(asked), [{ id: phone.sessionId, expiresAt: 12_000 }]);
    assert.deepEqual(await store.sessionsAmong([]), []);
  });

  test("sessionsAmong: a session whose token was replaced lives as long as the new one", async () => {
    const { store } = world();
    const token = world().newToken(await world().account());
    await store.createToken(token);
    await store.replaceToken(token.hash, { ...token, hash: world().fresh("hash"), expiresAt: 99_000 });
    assert.deepEqual(await store.sessionsAmong([token.sessionId]), [{ id: token.sessionId, expiresAt: 99_000 }]);
  });

  test("usersAmong: as they are now, in the order asked, each once; renamed, deleted, banned until a time", async () => {
    const { store } = world();
    const [admin, ann, gone] = [await world().admin(), await world().account(), await world().account()];
    const guest = await world().guest();
    await store.setDisplayName(ann.id, "Wonder", world().fresh("wonder"));
    const deletion = { userId: gone.id, passwordHash: `hash of ${gone.id}`, at: 5, shownAs: "Deleted", erase: false };
    await store.deleteAccount(deletion);
    const ban = { by: person(admin), at: 100, reason: null, until: 500 };
    assert.equal((await store.banFromServer({ ...ban, userId: guest.id })).kind, "done");
    const room = await world().group(admin, { kind: "public" });
    await store.banFromRoom({ ...ban, roomId: room.id, userId: ann.id });
    const among = await store.usersAmong([guest.id, ann.id, "nobody", gone.id, ann.id], 499);
    assert.deepEqual(
      among.map(({ user, isBanned }) => [user.id, user.kind, user.displayName ?? user.name, isBanned]),
      [
        [guest.id, "guest", guest.name, true],
        [ann.id, "account", "Wonder", false],
        [gone.id, "account", "Deleted", false],
      ],
    );
    for (const { user } of among) assert.deepEqual(user, await store.findUser(user.id));
    assert.deepEqual(
      (await store.usersAmong([guest.id], 500)).map(({ isBanned }) => isBanned),
      [false],
    );
    assert.deepEqual(await store.usersAmong([], 0), []);
  });

  test("sharedNow: a time that all share goes on, or there is none", async () => {
    const { store } = world();
    const [before, after] = [await store.sharedNow(), await store.sharedNow()];
    assert.equal(before === null, after === null);
    if (before !== null && after !== null)
      assert.ok(Number.isSafeInteger(before) && after >= before && before > 1_700_000_000_000);
  });
}
