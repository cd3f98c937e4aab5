import assert from "node:assert/strict";
import { test } from "node:test";
import type { StoreContractOptions } from "./world.ts";
import { worldFor } from "./world.ts";

export function reactionRules(options: StoreContractOptions): void {
  const world = worldFor(options);

  test("toggleReaction adds, then removes; each is told with the whole message after it", async () => {
    const { store } = world();
    const ann = await world().account();
    const message = await world().post(ann);
    const start = world().batches.length;
    const added = { ...message, reactions: [{ emoji: "👍", userIds: [ann.id] }] };
    assert.deepEqual(await store.toggleReaction(world().newToggle(message, ann, { at: 7 })), { kind: "added", message: added });
    assert.deepEqual(await store.findMessage(message.id), added);
    assert.deepEqual(await store.toggleReaction(world().newToggle(message, ann, { at: 8 })), { kind: "removed", message });
    assert.deepEqual(await store.findMessage(message.id), message);
    const room = await store.findRoom(message.roomId);
    const event = { room, emoji: "👍", userId: ann.id };
    assert.deepEqual(world().batches.slice(start).flat(), [
      { ...event, type: "reaction_added", seq: message.seq + 1, at: 7, message: added },
      { ...event, type: "reaction_removed", seq: message.seq + 2, at: 8, message },
    ]);
  });

  test("with isOn it becomes so, and done again it changes nothing; not even in an archived room", async () => {
    const { store } = world();
    const ann = await world().account();
    const room = await world().group(ann);
    const message = await world().post(ann, { roomId: room.id });
    const set = async (isOn: boolean, over: { maxEmoji?: number } = {}) => {
      const outcome = await store.toggleReaction(world().newToggle(message, ann, { isOn, ...over }));
      assert.deepEqual("message" in outcome ? outcome.message : null, await store.findMessage(message.id));
      return outcome.kind;
    };
    const start = world().batches.length;
    assert.deepEqual([await set(false), await set(true), await set(true)], ["unchanged", "added", "unchanged"]);
    assert.equal(await set(true, { maxEmoji: 0 }), "unchanged");
    assert.deepEqual([await set(false), await set(false), await set(true)], ["removed", "unchanged", "added"]);
    const types = world().batches.slice(start).flat();
    assert.deepEqual(
      types.map(({ type }) => type),
      ["reaction_added", "reaction_removed", "reaction_added"],
    );
    await store.changeRoom({ roomId: room.id, by: ann, at: 9, archived: true });
    const late = (isOn: boolean) => store.toggleReaction(world().newToggle(message, ann, { isOn }));
    assert.deepEqual([(await late(true)).kind, (await late(false)).kind], ["unchanged", "archived"]);
    assert.deepEqual(await store.toggleReaction(world().newToggle(message, await world().account(), { isOn: false })), {
      kind: "no_message",
    });
  });

  test("emoji stand in the order they came, users in the order they reacted; who comes back is last", async () => {
    const { store } = world();
    const [a, b] = [await world().account(), world().stranger()];
    const message = await world().post(a);
    const toggle = (user: typeof b, emoji: string) => store.toggleReaction(world().newToggle(message, user, { emoji }));
    for (const [user, emoji] of [
      [a, "1"],
      [b, "2"],
      [b, "1"],
      [a, "2"],
      [a, "1"],
    ] as const)
      await toggle(user, emoji);
    const reactions = async () => (await store.findMessage(message.id))?.reactions;
    assert.deepEqual(await reactions(), [
      { emoji: "1", userIds: [b.id] },
      { emoji: "2", userIds: [b.id, a.id] },
    ]);
    await toggle(a, "1");
    assert.deepEqual(await reactions(), [
      { emoji: "1", userIds: [b.id, a.id] },
      { emoji: "2", userIds: [b.id, a.id] },
    ]);
    await toggle(a, "1");
    await toggle(b, "1");
    await toggle(b, "1");
    assert.deepEqual(await reactions(), [
      { emoji: "2", userIds: [b.id, a.id] },
      { emoji: "1", userIds: [b.id] },
    ]);
  });

  test("at most maxEmoji emoji on a message and maxUsers users on an emoji: n is taken, n + 1 is too_many", async () => {
    const { store } = world();
    const users = [await world().account(), await world().account(), await world().account()] as const;
    const message = await world().post(users[0]);
    const bounds = { maxEmoji: 2, maxUsers: 2 };
    const toggle = async (user: number, emoji: string) =>
      (await store.toggleReaction(world().newToggle(message, users[user] ?? users[0], { emoji, ...bounds }))).kind;
    assert.deepEqual([await toggle(0, "1"), await toggle(0, "2"), await toggle(0, "3")], ["added", "added", "too_many"]);
    assert.deepEqual([await toggle(1, "1"), await toggle(2, "1")], ["added", "too_many"]);
    const start = world().batches.length;
    assert.deepEqual(await store.toggleReaction(world().newToggle(message, users[2], { emoji: "1", ...bounds })), {
      kind: "too_many",
    });
    assert.equal(world().batches.length, start);
    assert.deepEqual([await toggle(0, "2"), await toggle(0, "3")], ["removed", "added"]);
    assert.deepEqual([await toggle(1, "1"), await toggle(2, "1")], ["removed", "added"]);
    const over = { maxEmoji: 0, maxUsers: 0 };
    assert.equal((await store.toggleReaction(world().newToggle(message, users[0], { emoji: "1", ...over }))).kind, "removed");
  });

  test("I5: in a public room anyone may react, in a direct room its members; otherwise it is like no message", async () => {
    const { store } = world();
    const [a, b, c] = [await world().account(), await world().account(), await world().account()];
    const room = await world().direct(a, b);
    const hidden = await world().post(a, { roomId: room.id });
    const seen = await world().post(a);
    assert.equal((await store.toggleReaction(world().newToggle(seen, world().stranger()))).kind, "added");
    assert.equal((await store.toggleReaction(world().newToggle(hidden, b))).kind, "added");
    assert.deepEqual(await store.toggleReaction(world().newToggle(hidden, c)), { kind: "no_message" });
    assert.deepEqual(await store.toggleReaction(world().newToggle({ ...seen, id: seen.id + 1_000_000 }, a)), {
      kind: "no_message",
    });
    // The ids of other events are no messages.
    const [joining] = world().eventsOf(room.id);
    assert.ok(joining !== undefined);
    for (let id = 1; id < hidden.id; id += 1) {
      const found = await store.findMessage(id);
      if (found === null)
        assert.deepEqual(await store.toggleReaction(world().newToggle({ ...seen, id }, a)), { kind: "no_message" });
    }
  });

  test("toggles of many users at once all count", async () => {
    const { store } = world();
    const message = await world().post(await world().account());
    const users = Array.from({ length: 30 }, () => world().stranger());
    await Promise.all(users.map((user) => store.toggleReaction(world().newToggle(message, user))));
    assert.deepEqual((await store.findMessage(message.id))?.reactions, [{ emoji: "👍", userIds: users.map(({ id }) => id) }]);
  });
}
