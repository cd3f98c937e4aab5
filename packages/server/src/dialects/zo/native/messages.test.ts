import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message } from "@parlance/client/contract";
import { loungeId } from "../../../ports/model.ts";
import { joinNative, NativeTalk } from "../testing/native.ts";
import { openStage } from "../testing/stage.ts";

type Answer = { readonly message: Message };
type Page = {
  readonly messages: readonly Message[];
  readonly seq: number;
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
};

async function scene(options: Parameters<typeof openStage>[0] = {}) {
  const stage = await openStage(options);
  const [alice, bob] = [await joinNative(stage, "Alice"), await joinNative(stage, "Bob")];
  const room = await stage.chat.rooms.create(alice.user, { kind: "private", name: "Kitchen" });
  const send = async (text: string, more: object = {}) =>
    (await alice.client.call<Answer>("messages.send", { roomId: room.id, text, ...more })).message;
  return { stage, alice, bob, room, send, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

test("I3: messages.send answers the message that is kept, and a repeated one that of the first", async () => {
  await using on = await scene();
  await on.alice.client.start();
  const first = await on.send("hello", { clientKey: "k1" });
  const { id, at } = first;
  const author = { id: on.alice.id, kind: "account", name: "Alice" };
  assert.deepEqual(first, { id, roomId: on.room.id, seq: 2, author, text: "hello", at });
  assert.deepEqual(await on.send("hello", { clientKey: "k1" }), first);
  await on.send("hello", { clientKey: "k2" });
  assert.deepEqual(
    on.alice.client.news().map(({ seq }) => seq),
    [2, 3],
  );
});

test("an answer and a message of a thread say so, and messages.thread has them, by pages", async () => {
  await using on = await scene({ bounds: { pageSize: 1 } });
  const root = await on.send("root");
  const [first, second] = [
    await on.send("first", { thread: root.id, replyTo: root.id }),
    await on.send("second", { thread: root.id }),
  ];
  assert.deepEqual([first.thread, first.replyTo, second.thread, second.replyTo], [root.id, root.id, root.id, undefined]);
  const thread = (after?: number) =>
    on.alice.client.call("messages.thread", { messageId: root.id, ...(after === undefined ? {} : { after }) });
  assert.deepEqual(await thread(), { messages: [first], next: first.id });
  assert.deepEqual(await thread(first.id), { messages: [second], next: second.id });
  assert.deepEqual(await thread(second.id), { messages: [] });
});

test("edit, pin, react, delete, versions, pins and get: each answers the message as it is", async () => {
  await using on = await scene();
  const { client } = on.alice;
  const { id: messageId } = await on.send("teh");
  const edited = await client.call<Answer>("messages.edit", { messageId, text: "the" });
  assert.equal(edited.message.text, "the");
  const pinned = await client.call<Answer>("messages.pin", { messageId, isPinned: true });
  assert.ok(pinned.message.pinnedAt !== undefined);
  for (const isOn of [true, true]) await client.call("messages.react", { messageId, emoji: "👍", isOn });
  const { message } = await client.call<Answer>("messages.get", { messageId });
  assert.deepEqual(message.reactions, [{ emoji: "👍", userIds: [on.alice.id] }]);
  assert.deepEqual(await client.call("messages.pins", { roomId: on.room.id }), { messages: [message], rest: [] });
  const { versions } = await client.call<{ versions: { text: string }[] }>("messages.versions", { messageId });
  assert.deepEqual(
    versions.map(({ text }) => text),
    ["teh", "the"],
  );
  for (const isOn of [false, false]) await client.call("messages.react", { messageId, emoji: "👍", isOn });
  const deleted = await client.call<Answer>("messages.delete", { messageId });
  assert.deepEqual([deleted.message.text, typeof deleted.message.deletedAt], ["", "number"]);
  await assert.rejects(client.call("messages.edit", { messageId, text: "back" }), { code: "not_found" });
});

test("messages.react takes one emoji, and nothing else", async () => {
  await using on = await scene();
  const { id: messageId } = await on.send("x");
  for (const emoji of ["", "x", "👍👍"]) {
    await assert.rejects(on.alice.client.call("messages.react", { messageId, emoji, isOn: true }), { code: "bad_request" });
  }
});

test("messages.page: the newest, before, after, around; one place at most, and pageSize messages", async () => {
  await using on = await scene({ bounds: { pageSize: 3 } });
  const sent: Message[] = [];
  for (const text of "abcde") sent.push(await on.send(text));
  const page = async (place: object) => {
    const { messages, seq, hasOlder, hasNewer } = await on.alice.client.call<Page>("messages.page", {
      roomId: on.room.id,
      ...place,
    });
    assert.equal(seq, 6);
    return `${hasOlder ? "<" : ""}${messages.map(({ text }) => text).join("")}${hasNewer ? ">" : ""}`;
  };
  const id = (text: string) => sent.find((message) => message.text === text)?.id;
  assert.equal(await page({}), "<cde");
  assert.equal(await page({ limit: 2 }), "<de");
  assert.equal(await page({ limit: 1_000 }), "<cde");
  assert.equal(await page({ before: id("d"), limit: 2 }), "<bc>");
  assert.equal(await page({ after: id("c") }), "<de");
  assert.equal(await page({ around: id("c") }), "<bcd>");
  await assert.rejects(page({ before: id("d"), after: id("a") }), { code: "bad_request" });
  await assert.rejects(page({ limit: 0 }), { code: "invalid_payload" });
});

test("I5: to others a private room's messages are not there, whatever they ask", async () => {
  await using on = await scene();
  const { id: messageId } = await on.send("secret");
  const { client } = on.bob;
  for (const at of [
    { roomId: on.room.id, messageId },
    { roomId: "nowhere", messageId: 999_999 },
  ]) {
    for (const [name, more] of Object.entries({
      send: { text: "x" },
      edit: { text: "x" },
      delete: {},
      pin: { isPinned: true },
      react: { emoji: "👍", isOn: false },
      page: {},
      get: {},
      versions: {},
      pins: {},
      thread: {},
    })) {
      await assert.rejects(client.call(`messages.${name}`, { ...at, ...more }), {
        code: "not_found",
        message: "not_found not_found",
      });
    }
  }
});

test("guests speak in the lounge and in direct rooms; I8: there guests of one address have one allowance", async () => {
  await using stage = await openStage({ bounds: { guestPrivatesPerAddressPerMinute: 4 } });
  const alice = await joinNative(stage, "Alice");
  const connect = async (name: string) => new NativeTalk(await stage.connect({ name }, "192.0.2.9"));
  const [guest, other] = [await connect("Gast"), await connect("Other")];
  const said = (client: NativeTalk, roomId: string) => client.call<Answer>("messages.send", { roomId, text: "hello" });
  assert.equal((await said(guest, loungeId)).message.author.name, "Gast");
  const direct = async (client: NativeTalk) =>
    (await client.call<{ room: { id: string } }>("rooms.direct", { userId: alice.id })).room.id;
  const [room, second] = [await direct(guest), await direct(other)];
  await said(guest, room);
  await said(other, second);
  await assert.rejects(said(guest, room), { code: "rate_limited" });
  await assert.rejects(direct(other), { code: "rate_limited" });
  await said(guest, loungeId);
  for (let n = 0; n < 3; n++) await said(alice.client, room);
});

test("what is written shows the name that the user goes by in public", async () => {
  await using on = await scene();
  await on.stage.chat.accounts.setDisplayName(on.alice.user, "Ally");
  assert.equal((await on.send("hello")).author.name, "Ally");
});
