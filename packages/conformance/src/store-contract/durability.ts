import assert from "node:assert/strict";
import { test } from "node:test";
import { loungeId } from "@parlance/server/ports/model.ts";
import type { Store } from "@parlance/server/ports/store.ts";
import type { StoreContractOptions } from "./world.ts";
import { World } from "./world.ts";

export function durabilityRules({ makeStore, volatile = false }: StoreContractOptions): void {
  const inWorld = async (run: (world: World) => Promise<void>): Promise<void> => {
    const world = new World(await makeStore());
    try {
      await run(world);
    } finally {
      await world.dispose();
    }
  };

  test("close finishes the writes it had taken, is safe to call twice, and everything after it is refused as closed", () =>
    inWorld(async ({ store, ...world }) => {
      const author = { id: "a", kind: "address" as const, name: "x" };
      const post = { roomId: loungeId, author, text: "x", file: null, at: 1, membersOnly: false, nameKey: null, clientKey: null };
      const taken = Array.from({ length: 50 }, () => store.post(post));
      const closing = store.close();
      const late = store.post(post);
      const isClosed = { name: "StoreError", code: "closed" };
      await assert.rejects(late, isClosed);
      await Promise.all([closing, store.close()]);
      assert.ok((await Promise.all(taken)).every(({ kind }) => kind === "posted"));
      await assert.rejects(store.findRoom(loungeId), isClosed);
      await assert.rejects(store.touchUsers([], 1), isClosed);
      await assert.rejects(store.check(), isClosed);
      await store.close();
      assert.equal(world.batches.flat().length, 50);
    }));

  if (volatile) return;

  test("I1: what a promise resolved for is there after reopening, and the secret is the same", () =>
    inWorld(async (world) => {
      const [ann, bob] = [await world.account({ joins: [loungeId] }), await world.account()];
      await world.store.setDisplayName(ann.id, "Ann", world.fresh("shown"));
      const room = await world.direct(ann, bob);
      const message = await world.post(ann, { roomId: room.id, clientKey: "k" });
      await world.store.toggleReaction(world.newToggle(message, bob));
      const token = world.newToken(ann);
      await world.store.createToken(token);
      const read = async (store: Store) => [
        store.secret.toString("hex"),
        await store.recentUsers(10),
        await store.findCredentials(bob.name.toLowerCase()),
        await store.findToken(token.hash),
        await store.roomsOf(ann.id, "", 10),
        await store.membersOf(loungeId, 0, 10),
        await store.eventsAfter(room.id, 0, 10),
        await store.messagesAfter(ann.id, 0, 10),
      ];
      const before = await read(world.store);
      await world.reopen();
      assert.deepEqual(await read(world.store), before);
    }));

  test("I2, I9: after reopening ids go on rising and seqs go on without a gap; I3: client keys are remembered", () =>
    inWorld(async (world) => {
      const ann = await world.account();
      const first = await world.post(ann, { clientKey: "k" });
      await world.store.toggleReaction(world.newToggle(first, ann));
      await world.reopen();
      assert.equal((await world.store.post(world.newPost(ann, { clientKey: "k" }))).kind, "repeated");
      const second = await world.post(ann);
      assert.equal(second.seq, first.seq + 2);
      assert.ok(second.id > first.id);
      const events = await world.store.eventsAfter(loungeId, 0, 10);
      assert.deepEqual(
        events.map(({ seq }) => seq),
        [1, 2, 3],
      );
    }));
}
