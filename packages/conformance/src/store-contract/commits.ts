import assert from "node:assert/strict";
import { test } from "node:test";
import { loungeId } from "@parlance/server/ports/model.ts";
import { StoreError } from "@parlance/server/ports/store.ts";
import type { StoreContractOptions } from "./world.ts";
import { worldFor } from "./world.ts";

export function commitRules(options: StoreContractOptions): void {
  const world = worldFor(options);

  test("the listener is told before the promise resolves, and what it is told can be read", async () => {
    const { store } = world();
    const author = world().stranger();
    for (let n = 0; n < 20; n += 1) {
      const message = await world().post(author);
      const last = world().batches.at(-1)?.at(-1);
      assert.ok(last?.type === "posted");
      assert.deepEqual(last.message, message);
    }
    assert.deepEqual((await store.eventsAfter(loungeId, 0, 1_000)).length, world().eventsOf(loungeId).length);
  });

  test("I2: whatever is sent at once, events are told in seq order per room and ids rise in the order of telling", async () => {
    const { store } = world();
    const people = await Promise.all(Array.from({ length: 6 }, () => world().account()));
    const rooms = await Promise.all(people.slice(1).map((other) => world().direct(people[0] ?? assert.fail(), other)));
    const start = world().batches.length;
    const all = Array.from({ length: 300 }, (_, n) => {
      const roomId = n % 3 === 0 ? loungeId : (rooms[n % rooms.length]?.id ?? loungeId);
      return world().post(people[0] ?? assert.fail(), { roomId });
    });
    const messages = await Promise.all(all);
    const told = world().batches.slice(start);
    assert.equal(told.flat().length, messages.length);
    for (const batch of told) {
      assert.ok(batch.length > 0);
      assert.equal(new Set(batch.map(({ room }) => room.id)).size, 1, "one room per call");
    }
    for (const { id } of [{ id: loungeId }, ...rooms]) {
      const events = world().eventsOf(id, start);
      assert.deepEqual(
        events.map(({ seq }) => seq),
        events.map((_, index) => (events[0]?.seq ?? 0) + index),
      );
      const ids = events.map((event) => ("message" in event ? event.message.id : 0));
      assert.deepEqual(
        ids,
        ids.toSorted((a, b) => a - b),
      );
      assert.deepEqual(await store.eventsAfter(id, 0, 1_000), world().eventsOf(id));
    }
    assert.deepEqual(
      messages.map(({ id }) => id),
      messages.map(({ id }) => id).toSorted((a, b) => a - b),
      "writes take effect in the order of the calls",
    );
  });

  test("a write that is refused or the caller's mistake spoils none of those sent with it, and uses up no seq", async () => {
    const { store } = world();
    const ann = await world().account({ joins: [loungeId] });
    const token = world().newToken(ann);
    const start = (await store.snapshot(loungeId, 0))?.seq ?? 0;
    const isMistake = (error: unknown) => error instanceof Error && !(error instanceof StoreError);
    const [first, refused, , , taken, second] = await Promise.all([
      store.post(world().newPost(ann)),
      store.post(world().newPost(ann, { roomId: "unknown" })),
      assert.rejects(store.createAccount(world().newAccount({ id: ann.id, joins: [loungeId] })), isMistake),
      assert.rejects(store.openDirect({ from: ann.id, to: ann.id, newRoomId: loungeId, at: 1 }), isMistake),
      store.createAccount(world().newAccount({ nameKey: ann.name.toLowerCase(), joins: [loungeId] })),
      store.post(world().newPost(ann)),
      store.createToken(token),
    ]);
    assert.deepEqual([refused.kind, taken.kind], ["no_room", "name_taken"]);
    assert.ok(first.kind === "posted" && second.kind === "posted");
    assert.deepEqual([first.message.seq, second.message.seq], [start + 1, start + 2]);
    assert.notEqual(await store.findToken(token.hash), null);
    assert.equal((await store.post(world().newPost(ann))).kind, "posted");
  });

  test("writes sent together see one another in order", async () => {
    const { store } = world();
    const account = world().newAccount({ joins: [loungeId] });
    const author = { id: account.id, kind: "account" as const, name: account.name };
    const message = world().newPost(author, { membersOnly: true, clientKey: "k" });
    const [created, named, posted, repeated] = await Promise.all([
      store.createAccount(account),
      store.saveGuest({ id: world().fresh("guest"), name: account.name, nameKey: account.nameKey, at: 1 }),
      store.post(message),
      store.post(message),
    ]);
    assert.deepEqual([created.kind, named.kind, posted.kind, repeated.kind], ["created", "name_taken", "posted", "repeated"]);
  });

  test("check resolves while writes are taken, and tells nobody", async () => {
    const start = world().batches.length;
    await world().store.check();
    assert.equal(world().batches.length, start);
  });

  test("the secret is 32 bytes", () => {
    assert.equal(world().store.secret.length, 32);
    assert.ok(new Set(world().store.secret).size > 4);
  });
}
