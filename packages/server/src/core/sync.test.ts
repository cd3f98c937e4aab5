import assert from "node:assert/strict";
import { test } from "node:test";
import type { Room, User } from "../ports/model.ts";
import { loungeId } from "../ports/model.ts";
import type { PageRange } from "../ports/sync.ts";
import type { ChatError } from "./errors.ts";
import { type MemoryChatOptions, memoryChat, signUp } from "./testing/memory-chat.ts";

async function scene(options: MemoryChatOptions = {}) {
  const at = await memoryChat(options);
  const { chat } = at;
  const [alice, bobby] = [(await signUp(chat, "alice")).user, (await signUp(chat, "bobby")).user];
  /** A private room of alice's with these messages, with the seqs 2 and on. */
  const room = async (...texts: string[]): Promise<Room> => {
    const made = await chat.rooms.create(alice, { kind: "private", name: "Kitchen" });
    for (const text of texts) await chat.messages.post({ roomId: made.id, author: alice, text });
    return made;
  };
  const kinds = async (user: User, ...rooms: Room[]) => {
    const positions = rooms.map(({ id }) => ({ roomId: id, seq: 1 }));
    const { rooms: caughtUp, rest } = await chat.sync.catchUp(user.id, positions);
    return [...caughtUp.map(({ kind }) => kind), ...rest.map(() => "rest")];
  };
  return { at, chat, alice, bobby, room, kinds, [Symbol.asyncDispose]: () => at[Symbol.asyncDispose]() };
}

test("I8: a room catchUpEvents behind is told, one more starts anew", async () => {
  await using on = await scene({ bounds: { catchUpEvents: 2 } });
  assert.deepEqual(await on.kinds(on.alice, await on.room("a", "b"), await on.room("a", "b", "c")), ["events", "fresh"]);
});

test("I8: an answer holds catchUpAnswer events; rooms that do not fit are in rest", async () => {
  await using on = await scene({ bounds: { catchUpAnswer: 3 } });
  const [first, second, third] = [await on.room("a"), await on.room("a", "b"), await on.room("a")];
  assert.deepEqual(await on.kinds(on.alice, first, second), ["events", "events"]);
  assert.deepEqual(await on.kinds(on.alice, first, second, third), ["events", "events", "rest"]);
});

test("I8: an answer of catchUp or a page holds answerChars characters", async () => {
  await using on = await scene({ bounds: { answerChars: 2_000 } });
  const [first, second] = [await on.room("a".repeat(1_400)), await on.room("b".repeat(1_400))];
  assert.deepEqual(await on.kinds(on.alice, first, second), ["events", "rest"]);
  const third = await on.room("a".repeat(700), "b".repeat(700), "c".repeat(700));
  const page = await on.chat.messages.page(on.alice.id, third.id, { range: { kind: "newest" } });
  assert.deepEqual([page.messages.length, page.hasOlder], [2, true]);
});

test("I8: catchUpRooms rooms may be asked for at once, one more is bad_request", async () => {
  await using on = await scene({ bounds: { catchUpRooms: 2 } });
  const room = await on.room();
  assert.deepEqual(await on.kinds(on.alice, room, room), ["events", "events"]);
  await assert.rejects(on.kinds(on.alice, room, room, room), { code: "bad_request" });
});

test("I8: historyPerMinute pages of any kind are answered, then rate_limited; get counts elsewhere", async () => {
  await using on = await scene({ bounds: { historyPerMinute: 6 } });
  const room = await on.room("a");
  const { messages, sync, personal } = on.chat;
  const newest: PageRange = { kind: "newest" };
  const { messages: found } = await messages.page(on.alice.id, room.id, { range: newest });
  const id = found[0]?.id ?? 0;
  const all = [
    () => messages.page(on.alice.id, room.id, { range: newest }),
    () => messages.versions(on.alice.id, id),
    () => messages.pins(on.alice.id, room.id),
    () => messages.thread(on.alice.id, id, 0),
    () => personal.standingsWithCounts(on.alice, ""),
    () => sync.catchUp(on.alice.id, []),
  ];
  for (const ask of all.slice(1)) await ask();
  for (const ask of all) await assert.rejects(ask(), (error: ChatError) => error.code === "rate_limited");
  assert.equal((await messages.get(on.alice.id, id)).text, "a");
  assert.equal((await personal.standingsWithCounts(on.bobby, "")).length, 1, "others have their own");
});

test("a page has pageSize messages, or as many less as are asked for", async () => {
  await using on = await scene({ bounds: { pageSize: 2 } });
  const room = await on.room("a", "b", "c");
  const page = async (limit?: number) => {
    const { messages } = await on.chat.messages.page(on.alice.id, room.id, { range: { kind: "newest" }, limit });
    return messages.map(({ text }) => text).join("");
  };
  assert.deepEqual([await page(), await page(1), await page(2), await page(3)], ["bc", "c", "bc", "bc"]);
});

test("I5: a message or a page that somebody may not read is like one that is not there", async () => {
  await using on = await scene();
  const { messages } = on.chat;
  const room = await on.room("secret");
  const [hidden] = (await messages.page(on.alice.id, room.id, { range: { kind: "newest" } })).messages;
  assert.ok(hidden !== undefined);
  assert.deepEqual(await messages.get(on.alice.id, hidden.id), hidden);
  for (const id of [hidden.id, 999_999, Number.NaN, 0.5]) {
    await assert.rejects(messages.get(on.bobby.id, id), { code: "not_found" });
    await assert.rejects(messages.versions(on.bobby.id, id), { code: "not_found" });
  }
  for (const roomId of [room.id, "nowhere"]) {
    await assert.rejects(messages.page(on.bobby.id, roomId, { range: { kind: "newest" } }), { code: "not_found" });
    await assert.rejects(messages.pins(on.bobby.id, roomId), { code: "not_found" });
  }
  for (const id of [1.5, Number.NaN, 2 ** 60]) {
    await assert.rejects(messages.page(on.alice.id, room.id, { range: { kind: "around", id } }), { code: "not_found" });
  }
});

test("I5: who is removed while what they asked for is read gets nothing of it", async () => {
  await using on = await scene();
  const { rooms, messages } = on.chat;
  const room = await on.room("a");
  await rooms.invite(on.alice, room.id, on.bobby.id);
  const { store } = on.at;
  const { pinsOf, versionsOf, threadAfter } = store;
  const removed = async <T>(answer: T): Promise<T> => {
    await rooms.remove(on.alice, room.id, on.bobby.id);
    return answer;
  };
  const [message] = (await messages.page(on.bobby.id, room.id, { range: { kind: "newest" } })).messages;
  const id = message?.id ?? 0;
  store.pinsOf = async (...asked) => await removed(await pinsOf.call(store, ...asked));
  store.versionsOf = async (...asked) => await removed(await versionsOf.call(store, ...asked));
  store.threadAfter = async (...asked) => await removed(await threadAfter.call(store, ...asked));
  for (const ask of [
    () => messages.pins(on.bobby.id, room.id),
    () => messages.versions(on.bobby.id, id),
    () => messages.thread(on.bobby.id, id, 0),
  ]) {
    await assert.rejects(ask(), { code: "not_found" });
    await rooms.invite(on.alice, room.id, on.bobby.id);
  }
});

test("react makes it so, and repeated changes nothing", async () => {
  await using on = await scene();
  const message = await on.chat.messages.post({ roomId: loungeId, author: on.alice, text: "hello" });
  const react = (isOn: boolean) => on.chat.messages.react({ messageId: message.id, user: on.bobby, emoji: "👍", isOn });
  const holders = async () => (await on.chat.messages.get(on.alice.id, message.id)).reactions[0]?.userIds ?? [];
  for (const isOn of [true, true]) await react(isOn);
  assert.deepEqual(await holders(), [on.bobby.id]);
  for (const isOn of [false, false]) await react(isOn);
  assert.deepEqual(await holders(), []);
});
