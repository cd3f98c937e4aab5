import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message, Person } from "@parlance/server/ports/model.ts";
import { loungeId, noMentions, untouched } from "@parlance/server/ports/model.ts";
import type { StoreContractOptions } from "./world.ts";
import { person, worldFor } from "./world.ts";

const nobody = { names: [], room: false };

export function changeRules(options: StoreContractOptions): void {
  const world = worldFor(options);

  const edit = (message: Message, by: Person, text: string, maxEdits = 50) =>
    world().store.editMessage({ messageId: message.id, by: person(by), at: 9, text, calls: nobody, maxEdits });
  const erase = (message: Message, by: Person, at = 10) =>
    world().store.deleteMessage({ messageId: message.id, by: person(by), at });
  const pin = (message: Message, by: Person, isPinned = true, maxPins = 50) =>
    world().store.pinMessage({ messageId: message.id, by: person(by), at: 11, isPinned, maxPins });

  test("an edit changes the text in its place, and every version is kept with its time", async () => {
    const { store } = world();
    const ann = await world().account();
    const room = await world().direct(ann, ann);
    const message = await world().post(ann, { roomId: room.id, text: "first", at: 5 });
    await world().post(ann, { roomId: room.id, text: "later" });
    const outcome = await edit(message, ann, "second");
    const edited = { ...message, text: "second", editedAt: 9 };
    assert.deepEqual(outcome, { kind: "done", message: edited });
    const told = { type: "edited", room, seq: 4, at: 9, by: person(ann), message: edited };
    assert.deepEqual(world().eventsOf(room.id).at(-1), told);
    assert.deepEqual(await store.eventsAfter(room.id, 3, 10), [told]);
    assert.deepEqual(await store.findMessage(message.id), edited);
    assert.deepEqual(
      (await store.snapshot(room.id, 10))?.messages.map(({ text }) => text),
      ["second", "later"],
    );
    assert.equal((await store.messagesAfter(ann.id, message.id - 1, 1))[0]?.text, "second");
    await store.editMessage({ messageId: message.id, by: person(ann), at: 12, text: "\0third", calls: nobody, maxEdits: 50 });
    assert.deepEqual(await store.versionsOf(message.id), [
      { text: "first", at: 5 },
      { text: "second", at: 9 },
      { text: "\0third", at: 12 },
    ]);
    assert.deepEqual(await store.versionsOf(1_000_000), []);
  });

  test("a message that was never edited has one version", async () => {
    const message = await world().post(world().stranger(), { text: "only", at: 5 });
    assert.deepEqual(await world().store.versionsOf(message.id), [{ text: "only", at: 5 }]);
  });

  test("only its author edits a message, at most maxEdits times; the same text again changes nothing", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(), await world().account()];
    const room = await world().group(ann);
    await world().admit(room, ann, [bob]);
    const message = await world().post(bob, { roomId: room.id, text: "0" });
    assert.deepEqual(await edit(message, ann, "x"), { kind: "forbidden" });
    assert.deepEqual(await edit(message, bob, "0"), { kind: "unchanged", message });
    for (const text of ["1", "2"]) assert.equal((await edit(message, bob, text, 2)).kind, "done");
    assert.deepEqual(await edit(message, bob, "3", 2), { kind: "too_many" });
    assert.equal((await store.findMessage(message.id))?.text, "2");
    assert.equal((await edit(message, bob, "3", 3)).kind, "done");
  });

  test("an edit calls whom the new text calls, and keeps what the message answers", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account({ joins: [loungeId] }), await world().account({ joins: [loungeId] })];
    const root = await world().post(ann);
    const calls = { names: [[ann.name.toLowerCase()]], room: true };
    const message = await world().post(ann, { links: { replyTo: root.id, thread: root.id, calls } });
    assert.deepEqual(message.mentions, { userIds: [ann.id], room: true });
    const other = { names: [[bob.name.toLowerCase()]], room: false };
    await store.editMessage({ messageId: message.id, by: person(ann), at: 9, text: "new", calls: other, maxEdits: 9 });
    const after = await store.findMessage(message.id);
    assert.deepEqual(after?.mentions, { userIds: [bob.id], room: false });
    assert.deepEqual([after?.replyTo, after?.thread], [root.id, root.id]);
    await edit(message, ann, "newer");
    assert.deepEqual((await store.findMessage(message.id))?.mentions, noMentions);
  });

  test("a deleted message leaves its place and nothing of what it said, wherever one looks", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(), await world().account()];
    const room = await world().group(ann);
    await world().admit(room, ann, [bob]);
    const root = await world().post(bob, { roomId: room.id });
    const file = await world().file(bob);
    const calls = { names: [[ann.name.toLowerCase()]], room: true };
    const links = { replyTo: root.id, thread: root.id, calls };
    const message = await world().post(bob, { roomId: room.id, text: "secret", file: file.id, links });
    await edit(message, bob, "secret too");
    await store.toggleReaction(world().newToggle(message, ann));
    await pin(message, ann);
    const start = world().batches.length;
    const { id, roomId, seq, author, at } = message;
    const left = { replyTo: root.id, thread: root.id, deletedAt: 10 };
    const tombstone: Message = { id, roomId, seq, author, text: "", file: null, at, ...untouched, ...left };
    assert.deepEqual(await erase(message, bob), { kind: "done", message: tombstone });
    const told = world().eventsOf(room.id, start);
    assert.deepEqual(
      told.map(({ type }) => type),
      ["deleted"],
    );
    assert.deepEqual(told[0], { type: "deleted", room, seq: told[0]?.seq, at: 10, by: person(bob), message: tombstone });
    assert.deepEqual(await store.findMessage(id), tombstone);
    assert.deepEqual(await store.versionsOf(id), []);
    assert.deepEqual(await store.pinsOf(room.id, 10), []);
    assert.equal(await store.findFile(file.id), null);
    assert.deepEqual(await store.threadAfter(root.id, 0, 10), [tombstone]);
    const events = await store.eventsAfter(room.id, 0, 100);
    assert.deepEqual(
      events.map((event) => event.seq),
      events.map((_, n) => n + 1),
    );
    const kept = JSON.stringify([events, await store.snapshot(room.id, 10), await store.messagesAfter(ann.id, 0, 10)]);
    assert.ok(!kept.includes("secret"));
    assert.ok(!kept.includes(file.id));
  });

  test("its author deletes a message, and who may delete others'; once; then nothing more is done to it", async () => {
    const [owner, moderator, bob, cid] = [
      await world().account(),
      await world().account(),
      await world().account(),
      await world().account(),
    ];
    const room = await world().group(owner, { kind: "public" });
    await world().admit(room, owner, [moderator], "moderator");
    await world().admit(room, owner, [bob, cid]);
    const mine = await world().post(bob, { roomId: room.id });
    for (const nobodyElse of [cid, world().stranger()]) {
      assert.deepEqual(await erase(mine, nobodyElse), { kind: "forbidden" });
    }
    const outcome = await erase(mine, bob);
    assert.ok(outcome.kind === "done");
    assert.deepEqual(await erase(mine, moderator, 99), { kind: "unchanged", message: outcome.message });
    assert.deepEqual(await erase(mine, cid), { kind: "forbidden" });
    for (const deed of [edit(mine, bob, "x"), pin(mine, owner)]) assert.deepEqual(await deed, { kind: "no_message" });
    assert.deepEqual(await world().store.toggleReaction(world().newToggle(mine, bob)), { kind: "no_message" });
    for (const mod of [moderator, owner]) {
      assert.equal((await erase(await world().post(bob, { roomId: room.id }), mod)).kind, "done");
    }
    assert.equal((await erase(await world().post(owner, { roomId: room.id }), moderator)).kind, "done");
    const direct = await world().direct(bob, cid);
    assert.deepEqual(await erase(await world().post(bob, { roomId: direct.id }), cid), { kind: "forbidden" });
  });

  test("I3: a send repeated after its message was deleted has no effect, and gets the tombstone", async () => {
    const { store } = world();
    const ann = await world().account();
    const message = await world().post(ann, { clientKey: "once" });
    await erase(message, ann);
    const again = await store.post(world().newPost(ann, { clientKey: "once" }));
    assert.ok(again.kind === "repeated");
    assert.equal(again.message.deletedAt, 10);
  });

  test("pins are told, listed with the latest first, at most maxPins in a room; the same again changes nothing", async () => {
    const { store } = world();
    const ann = await world().account();
    const room = await world().group(ann);
    const messages = [];
    for (let n = 0; n < 3; n += 1) messages.push(await world().post(ann, { roomId: room.id }));
    const [a, b, c] = [messages[0] ?? assert.fail(), messages[1] ?? assert.fail(), messages[2] ?? assert.fail()];
    const pinned = { ...b, pinnedAt: 11 };
    assert.deepEqual(await pin(b, ann, true, 2), { kind: "done", message: pinned });
    assert.deepEqual(world().eventsOf(room.id).at(-1), {
      type: "pinned",
      room,
      seq: 5,
      at: 11,
      by: person(ann),
      message: pinned,
    });
    assert.deepEqual(await pin(b, ann, true, 1), { kind: "unchanged", message: pinned });
    assert.equal((await pin(a, ann, true, 2)).kind, "done");
    assert.deepEqual(await pin(c, ann, true, 2), { kind: "too_many" });
    const listed = async (limit: number) => (await store.pinsOf(room.id, limit)).map(({ id }) => id);
    assert.deepEqual(await listed(10), [a.id, b.id]);
    assert.deepEqual(await listed(1), [a.id]);
    assert.deepEqual(await pin(b, ann, false), { kind: "done", message: b });
    assert.equal(world().eventsOf(room.id).at(-1)?.type, "unpinned");
    assert.deepEqual(await pin(b, ann, false), { kind: "unchanged", message: b });
    assert.equal((await pin(c, ann, true, 2)).kind, "done");
    assert.deepEqual(await listed(10), [c.id, a.id]);
    assert.deepEqual(await store.pinsOf("unknown", 10), []);
  });

  test("owners and moderators pin, and both sides of a direct room; members do not", async () => {
    const [ann, bob] = [await world().account(), await world().account()];
    const room = await world().group(ann);
    await world().admit(room, ann, [bob]);
    const message = await world().post(bob, { roomId: room.id });
    assert.deepEqual(await pin(message, bob), { kind: "forbidden" });
    await world().store.setRole({ roomId: room.id, userId: bob.id, role: "moderator", by: person(ann), at: 9 });
    assert.equal((await pin(message, bob)).kind, "done");
    const direct = await world().direct(ann, bob);
    const said = await world().post(bob, { roomId: direct.id });
    assert.equal((await pin(said, ann)).kind, "done");
    assert.equal((await pin(said, bob, false)).kind, "done");
    assert.deepEqual(await pin(await world().post(ann), ann), { kind: "forbidden" });
  });
}
