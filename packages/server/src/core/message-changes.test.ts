import assert from "node:assert/strict";
import { test } from "node:test";
import { loungeId } from "../ports/model.ts";
import { type MemoryChatOptions, memoryChat, signUp } from "./testing/memory-chat.ts";

async function scene(options: MemoryChatOptions = {}) {
  const at = await memoryChat(options);
  const { chat } = at;
  const [alice, bobby] = [(await signUp(chat, "alice")).user, (await signUp(chat, "bobby")).user];
  const room = await chat.rooms.create(alice, { kind: "private", name: "Kitchen" });
  const say = (text: string, more: { replyTo?: number; thread?: number } = {}) =>
    chat.messages.post({ roomId: room.id, author: alice, text, ...more });
  return { at, chat, alice, bobby, room, say, [Symbol.asyncDispose]: () => chat.close() };
}

test("an edited message says the new text in its place; its versions are for whoever may read it", async () => {
  await using on = await scene();
  const { messages, feeds } = on.chat;
  const message = await messages.post({ roomId: loungeId, author: on.alice, text: "teh" });
  on.at.clock.advance(5);
  const edited = await messages.edit({ messageId: message.id, by: on.alice, text: "the" });
  assert.deepEqual(edited, { ...message, text: "the", editedAt: on.at.clock.now() });
  assert.deepEqual(feeds.lounge.recent(10), [edited]);
  assert.deepEqual(
    (await messages.versions(on.bobby.id, message.id)).map(({ text }) => text),
    ["teh", "the"],
  );
  await assert.rejects(messages.edit({ messageId: message.id, by: on.bobby, text: "x" }), { code: "forbidden" });
});

test("I5: nothing of a private room's message is told to others: not its versions, its thread, the room's pins, or that it is there", async () => {
  await using on = await scene();
  const { messages } = on.chat;
  const { id } = await on.say("secret");
  for (const messageId of [id, 999_999, 1.5, Number.NaN]) {
    for (const refused of [
      messages.versions(on.bobby.id, messageId),
      messages.thread(on.bobby.id, messageId, 0),
      messages.edit({ messageId, by: on.bobby, text: "x" }),
      messages.edit({ messageId, by: on.bobby, text: " " }),
      messages.delete({ messageId, by: on.bobby }),
      messages.pin({ messageId, by: on.bobby, isPinned: true }),
      messages.toggleReaction({ messageId, user: on.bobby, emoji: "👍" }),
    ])
      await assert.rejects(refused, { code: "not_found" });
  }
  for (const roomId of [on.room.id, "nowhere"]) await assert.rejects(messages.pins(on.bobby.id, roomId), { code: "not_found" });
});

test("a text is checked as when it is sent: blank only with a file, not too long", async () => {
  await using on = await scene({ bounds: { messageChars: 5 } });
  const { messages, files } = on.chat;
  const file = await files.save({ bytes: new Uint8Array(1), name: "a", type: "b/c", owner: on.alice, address: "192.0.2.1" });
  const withFile = await messages.post({ roomId: on.room.id, author: on.alice, text: "look", fileId: file.id });
  const plain = await on.say("look");
  const edit = (messageId: number, text: string) => messages.edit({ messageId, by: on.alice, text });
  assert.equal((await edit(withFile.id, "")).text, "");
  await assert.rejects(edit(plain.id, " "), { code: "text_empty" });
  assert.equal((await edit(plain.id, "12345")).text, "12345");
  await assert.rejects(edit(plain.id, "123456"), { code: "text_too_long" });
});

test("I8: editsPerMessage edits, pinsPerRoom pins and messageChangesPerMinute changes are taken, one more is refused", async () => {
  await using on = await scene({ bounds: { editsPerMessage: 2, pinsPerRoom: 1, messageChangesPerMinute: 7 } });
  const { messages } = on.chat;
  const [first, second] = [await on.say("1"), await on.say("2")];
  const edit = (text: string) => messages.edit({ messageId: first.id, by: on.alice, text });
  const pin = (messageId: number, isPinned = true) => messages.pin({ messageId, by: on.alice, isPinned });
  await edit("a");
  await edit("b");
  await assert.rejects(edit("c"), { code: "limit_reached" });
  await pin(first.id);
  await assert.rejects(pin(second.id), { code: "limit_reached" });
  assert.deepEqual(
    (await messages.pins(on.alice.id, on.room.id)).messages.map(({ id }) => id),
    [first.id],
  );
  await pin(first.id, false);
  await pin(second.id);
  await assert.rejects(messages.delete({ messageId: first.id, by: on.alice }), { code: "rate_limited" });
  on.at.clock.advance(60_000);
  await messages.delete({ messageId: first.id, by: on.alice });
});

test("a deleted message is a tombstone in the room's feed, its file's link opens nothing, and deleting it again is no error", async () => {
  await using on = await scene();
  const { messages, files, feeds } = on.chat;
  const file = await files.save({ bytes: new Uint8Array(1), name: "a", type: "b/c", owner: on.alice, address: "192.0.2.1" });
  const { id } = await messages.post({ roomId: loungeId, author: on.alice, text: "oops", fileId: file.id });
  const gone = await messages.delete({ messageId: id, by: on.alice });
  assert.deepEqual([gone.id, gone.text, gone.file], [id, "", null]);
  assert.deepEqual(feeds.lounge.recent(10), [gone]);
  assert.equal(await files.open(file.id), null);
  assert.deepEqual(await messages.delete({ messageId: id, by: on.alice }), gone);
  assert.deepEqual(await messages.versions(on.bobby.id, id), []);
});

test("what is sent can answer, go on a thread and call members by name, in the order of the sends", async () => {
  await using on = await scene();
  const { messages, rooms, accounts } = on.chat;
  await rooms.invite(on.alice, on.room.id, on.bobby.id);
  await accounts.setDisplayName(on.bobby, "Big Bob");
  const root = await on.say("who cooks?");
  const sent = await Promise.all([
    on.say("@big bob, you? not @cindy", { replyTo: root.id, thread: root.id }),
    on.say("plain"),
    on.say("@room @bobby @alice"),
  ]);
  const [asked, plain, all] = sent;
  assert.deepEqual(
    sent.map(({ id }) => id),
    sent.map(({ id }) => id).toSorted((a, b) => a - b),
  );
  assert.deepEqual([asked?.replyTo, asked?.thread], [root.id, root.id]);
  assert.deepEqual(asked?.mentions, { userIds: [on.bobby.id], room: false });
  assert.deepEqual([plain?.thread, plain?.mentions], [null, { userIds: [], room: false }]);
  assert.deepEqual(all?.mentions, { userIds: [on.bobby.id, on.alice.id], room: true });
  assert.deepEqual(await messages.thread(on.bobby.id, root.id, 0), { messages: [asked], next: null });
  for (const other of [999_999, 0.5]) await assert.rejects(on.say("x", { replyTo: other }), { code: "not_found" });
  const edited = await messages.edit({ messageId: plain?.id ?? 0, by: on.alice, text: "@bobby" });
  assert.deepEqual(edited.mentions.userIds, [on.bobby.id]);
});
