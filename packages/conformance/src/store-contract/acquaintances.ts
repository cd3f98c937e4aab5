import assert from "node:assert/strict";
import { test } from "node:test";
import { loungeId } from "@parlance/server/ports/model.ts";
import type { StoreContractOptions } from "./world.ts";
import { person, worldFor } from "./world.ts";

export function acquaintanceRules(options: StoreContractOptions): void {
  const world = worldFor(options);

  test("acquaintancesOf: who shares a room of any kind, and oneself; in the order asked, each once", async () => {
    const { store } = world();
    const [ann, bob, cat, dan] = [
      await world().account(),
      await world().account(),
      await world().account(),
      await world().account(),
    ];
    const guest = await world().guest();
    await world().direct(ann, guest);
    const room = await world().group(ann);
    await world().admit(room, ann, [bob]);
    await store.touchUsers([bob.id], 7_000);
    const among = [cat.id, bob.id, "nobody", guest.id, ann.id, bob.id, dan.id];
    assert.deepEqual(await store.acquaintancesOf(ann.id, among), [
      { userId: bob.id, lastActiveAt: 7_000 },
      { userId: guest.id, lastActiveAt: 1_000 },
      { userId: ann.id, lastActiveAt: 1_000 },
    ]);
    assert.deepEqual(await store.acquaintancesOf(guest.id, [ann.id, bob.id]), [{ userId: ann.id, lastActiveAt: 1_000 }]);
    assert.deepEqual(await store.acquaintancesOf(ann.id, []), []);
  });

  test("acquaintancesOf: the lounge counts for its members alone", async () => {
    const { store } = world();
    const joins = [loungeId];
    const [ann, bob, out] = [await world().account({ joins }), await world().account({ joins }), await world().account()];
    assert.deepEqual(await store.acquaintancesOf(ann.id, [bob.id, out.id]), [{ userId: bob.id, lastActiveAt: 1_000 }]);
    assert.deepEqual(await store.acquaintancesOf(out.id, [ann.id, bob.id]), []);
  });

  test("acquaintancesOf: nobody knows anybody by a room that was left, and somebody unknown knows nobody", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(), await world().account()];
    const room = await world().group(ann);
    await world().admit(room, ann, [bob]);
    await store.leaveRoom({ roomId: room.id, by: person(bob), at: 3_000 });
    assert.deepEqual(await store.acquaintancesOf(ann.id, [bob.id]), []);
    assert.deepEqual(await store.acquaintancesOf(bob.id, [ann.id]), []);
    for (const { id } of [world().stranger()]) assert.deepEqual(await store.acquaintancesOf(id, [id, ann.id]), []);
  });
}
