import assert from "node:assert/strict";
import { test } from "node:test";
import type { RoomId, User } from "../ports/model.ts";
import { loungeId } from "../ports/model.ts";
import type { PersonalSignal } from "../ports/personal.ts";
import { forever } from "../ports/personal.ts";
import type { ChatError } from "./errors.ts";
import { type MemoryChatOptions, memoryChat, signUp } from "./testing/memory-chat.ts";
import { settle } from "./testing/settle.ts";

async function scene(options: MemoryChatOptions = {}) {
  const at = await memoryChat(options);
  const { chat } = at;
  const [alice, bobby, carol] = [await signUp(chat, "alice"), await signUp(chat, "bobby"), await signUp(chat, "carol")].map(
    ({ user }) => user,
  ) as [User, User, User];
  const say = (author: User, roomId: RoomId, text = "hello") => chat.messages.post({ author, roomId, text });
  const heardBy = async ({ id }: User): Promise<PersonalSignal[]> => {
    const heard: PersonalSignal[] = [];
    await chat.personal.follow(id, (signal) => heard.push(signal));
    return heard;
  };
  return { ...at, at, alice, bobby, carol, say, heardBy, [Symbol.asyncDispose]: () => at[Symbol.asyncDispose]() };
}
const refusal = (code: string) => (error: ChatError) => error.code === code;

test("a mark answers what is unread now, and tells the user's connections, nobody else's, if something changed", async () => {
  await using on = await scene();
  const { personal } = on.chat;
  const [mine, others] = [await on.heardBy(on.alice), await on.heardBy(on.bobby)];
  const first = await on.say(on.bobby, loungeId);
  const last = await on.say(on.bobby, loungeId, "@alice");
  const counts = { roomId: loungeId, readTo: first.id, unread: 1, mentions: 1, seq: last.seq, mutedUntil: null };
  const expected = { ...counts, latest: { id: last.id, at: last.at } };
  assert.deepEqual(await personal.markRead(on.alice, loungeId, first.id), expected);
  assert.deepEqual(await personal.markRead(on.alice, loungeId, first.id - 1), expected);
  assert.deepEqual(mine, [{ kind: "read_moved", counts: expected }]);
  assert.deepEqual(others, []);
  assert.deepEqual(await personal.unreadOf(on.alice, [loungeId, "nowhere", loungeId]), [expected]);
});

test("I5: a room that is not the user's is like none: it cannot be marked or muted, and has no counts", async () => {
  await using on = await scene();
  const { personal, rooms } = on.chat;
  const room = await rooms.create(on.alice, { kind: "private", name: "Kitchen" });
  for (const roomId of [room.id, "nowhere"]) {
    await assert.rejects(personal.markRead(on.bobby, roomId, 1), refusal("not_found"));
    await assert.rejects(personal.mute(on.bobby, roomId, forever), refusal("not_found"));
    assert.deepEqual(await personal.unreadOf(on.bobby, [roomId]), []);
  }
  await assert.rejects(personal.markRead(on.alice, room.id, 0.5), refusal("bad_request"));
});

test("who is removed between a mark and its counting is answered like somebody who was never in", async () => {
  await using on = await scene();
  const { personal, rooms } = on.chat;
  const room = await rooms.create(on.alice, { kind: "private", name: "Kitchen" });
  await rooms.invite(on.alice, room.id, on.bobby.id);
  const message = await on.say(on.alice, room.id);
  const { unreadOf } = on.store;
  on.store.unreadOf = async (query) => {
    await rooms.remove(on.alice, room.id, on.bobby.id);
    return await unreadOf.call(on.store, query);
  };
  await assert.rejects(personal.markRead(on.bobby, room.id, message.id), refusal("not_found"));
});

test("a mute ends by its time, counts go on all the while", async () => {
  await using on = await scene();
  const { personal } = on.chat;
  const heard = await on.heardBy(on.alice);
  const until = on.clock.now() + 1_000;
  const muted = async () => (await personal.unreadOf(on.alice, [loungeId]))[0]?.mutedUntil;
  assert.equal(await personal.mute(on.alice, loungeId, until), until);
  await on.say(on.bobby, loungeId);
  assert.deepEqual([await muted(), (await personal.unreadOf(on.alice, [loungeId]))[0]?.unread], [until, 1]);
  on.clock.advance(1_000);
  assert.equal(await muted(), null);
  assert.equal((await personal.standingsWithCounts(on.alice, ""))[0]?.mutedUntil, null);
  assert.equal(await personal.mute(on.alice, loungeId, forever), forever);
  for (const past of [null, 0, on.clock.now()]) assert.equal(await personal.mute(on.alice, loungeId, past), null);
  assert.deepEqual(
    heard.map((signal) => signal.kind === "mute_changed" && signal.until),
    [until, forever, null],
  );
});

test("blocks are told to the user's own connections, whole, when they changed", async () => {
  await using on = await scene();
  const { personal } = on.chat;
  const [mine, others] = [await on.heardBy(on.alice), await on.heardBy(on.bobby)];
  for (let twice = 0; twice < 2; twice += 1) assert.deepEqual(await personal.block(on.alice, on.bobby.id), [on.bobby.id]);
  for (let twice = 0; twice < 2; twice += 1) assert.deepEqual(await personal.unblock(on.alice, on.bobby.id), []);
  assert.deepEqual(mine, [
    { kind: "blocks_changed", userIds: [on.bobby.id] },
    { kind: "blocks_changed", userIds: [] },
  ]);
  assert.deepEqual(others, []);
  await assert.rejects(personal.block(on.alice, on.alice.id), refusal("bad_request"));
  await assert.rejects(personal.block(on.alice, "nobody"), refusal("not_found"));
  assert.deepEqual(await personal.blocks(on.alice), []);
});

test("in the direct room of two of whom one blocked the other posting, editing, reacting and pinning are forbidden to both", async () => {
  await using on = await scene();
  const { personal, rooms, messages } = on.chat;
  const room = await rooms.openDirect(on.alice, on.bobby.id);
  const said = [await on.say(on.alice, room.id), await on.say(on.bobby, room.id)];
  await personal.block(on.alice, on.bobby.id);
  for (const [n, user] of [on.alice, on.bobby].entries()) {
    const messageId = said[n]?.id ?? 0;
    await assert.rejects(on.say(user, room.id), refusal("forbidden"));
    await assert.rejects(messages.edit({ messageId, by: user, text: "other" }), refusal("forbidden"));
    await assert.rejects(messages.toggleReaction({ messageId, user, emoji: "👍" }), refusal("forbidden"));
    await assert.rejects(messages.pin({ messageId, by: user, isPinned: true }), refusal("forbidden"));
    assert.equal((await rooms.openDirect(user, (user === on.alice ? on.bobby : on.alice).id)).id, room.id);
  }
});

test("a private message by name between the two resolves like one to nobody, and reaches nobody", async () => {
  await using on = await scene();
  const { personal, messages, feeds } = on.chat;
  await personal.block(on.bobby, on.alice.id);
  const heard: unknown[] = [];
  for (const { id } of [on.alice, on.bobby]) await feeds.followUser(id, (events) => heard.push(...events));
  await messages.postPrivate({ author: on.alice, to: { name: "bobby" }, text: "hello" });
  await messages.postPrivate({ author: on.alice, to: { userId: on.bobby.id }, text: "hello" });
  await messages.postPrivate({ author: on.bobby, to: { name: "alice" }, text: "hello" });
  await settle();
  assert.deepEqual(heard, []);
});

test("who has blocked somebody is not found when that one invites them; who is in already, is", async () => {
  await using on = await scene();
  const { personal, rooms } = on.chat;
  const room = await rooms.create(on.alice, { kind: "private", name: "Kitchen" });
  await rooms.invite(on.alice, room.id, on.carol.id);
  for (const user of [on.bobby, on.carol]) await personal.block(user, on.alice.id);
  await assert.rejects(rooms.invite(on.alice, room.id, on.bobby.id), refusal("not_found"));
  await assert.rejects(rooms.invite(on.alice, room.id, "nobody"), refusal("not_found"));
  assert.equal((await rooms.invite(on.alice, room.id, on.carol.id)).id, room.id);
});

test("I8: unreadCounted unread messages are counted, and no more of them", async () => {
  await using on = await scene({ bounds: { unreadCounted: 2 } });
  const unread = async () => (await on.chat.personal.standingsWithCounts(on.alice, ""))[0]?.unread;
  const seen: unknown[] = [];
  for (let n = 0; n < 3; n += 1) {
    await on.say(on.bobby, loungeId);
    seen.push(await unread());
  }
  assert.deepEqual(seen, [1, 2, 2]);
});

test("I8: unreadScanned messages are looked at, and none before them", async () => {
  await using on = await scene({ bounds: { unreadScanned: 2 } });
  await on.say(on.bobby, loungeId);
  const unread = async () => (await on.chat.personal.unreadOf(on.alice, [loungeId]))[0]?.unread;
  await on.say(on.alice, loungeId);
  assert.equal(await unread(), 1);
  await on.say(on.alice, loungeId);
  assert.equal(await unread(), 0);
});

test("I8: blocksPerUser users are blocked, one more is limit_reached", async () => {
  await using on = await scene({ bounds: { blocksPerUser: 1 } });
  await on.chat.personal.block(on.alice, on.bobby.id);
  await assert.rejects(on.chat.personal.block(on.alice, on.carol.id), refusal("limit_reached"));
});

test("I8: roomsPerPage rooms may be asked for at once, one more is bad_request", async () => {
  await using on = await scene({ bounds: { roomsPerPage: 2 } });
  assert.equal((await on.chat.personal.unreadOf(on.alice, [loungeId, "x"])).length, 1);
  await assert.rejects(on.chat.personal.unreadOf(on.alice, [loungeId, "x", "y"]), refusal("bad_request"));
});

test("I8: readMarksPerMinute, unreadCountsPerMinute and settingsPerMinute, then rate_limited; others have their own", async () => {
  await using on = await scene({ bounds: { readMarksPerMinute: 1, unreadCountsPerMinute: 1, settingsPerMinute: 1 } });
  const { personal } = on.chat;
  const all = [
    [(user: User) => personal.markRead(user, loungeId, 1)],
    [(user: User) => personal.unreadOf(user, [loungeId])],
    [
      (user: User) => personal.mute(user, loungeId, forever),
      (user: User) => personal.block(user, on.carol.id),
      (user: User) => personal.unblock(user, on.carol.id),
    ],
  ];
  for (const [first, ...others] of all) {
    await first?.(on.alice);
    for (const ask of [first, ...others]) await assert.rejects(async () => await ask?.(on.alice), refusal("rate_limited"));
    await first?.(on.bobby);
  }
});
