import assert from "node:assert/strict";
import { test } from "node:test";
import { nativeRoutes } from "@parlance/client/contract";
import { loungeId } from "../../../ports/model.ts";
import { type Talk, textOf } from "../../testing/talk.ts";
import { joinNative, NativeTalk } from "../testing/native.ts";
import { openStage, type Stage } from "../testing/stage.ts";

type Frame = { readonly type: string; readonly payload?: Record<string, unknown> };
const outputs = {
  "reads.mark": nativeRoutes.reads.mark.output,
  "reads.counts": nativeRoutes.reads.counts.output,
  "mutes.set": nativeRoutes.mutes.set.output,
  "blocks.list": nativeRoutes.blocks.list.output,
  "blocks.add": nativeRoutes.blocks.add.output,
  "blocks.remove": nativeRoutes.blocks.remove.output,
};

/** The answer, held to the contract; for a refusal its reason. */
async function call(talk: Talk, type: keyof typeof outputs, payload: object = {}): Promise<unknown> {
  talk.heard();
  const frames = (await talk.ask({ type, id: 1, payload })) as Frame[];
  const answer = frames.find((frame) => frame.type === "zo.result" || frame.type === "zo.error");
  assert.ok(answer?.payload !== undefined, `${type} was answered`);
  if (answer.type === "zo.error") return (answer.payload["data"] as { reason: string }).reason;
  assert.deepEqual(outputs[type].parse(answer.payload), answer.payload, "nothing but what the contract says");
  return answer.payload;
}

async function loungeWith(stage: Stage) {
  const [ann, bob] = [await stage.join("Ann"), await stage.join("Bob")];
  const userOf = async ({ token }: { token: string }) => (await stage.chat.accounts.authenticate(token)).user;
  const [annUser, bobUser] = [await userOf(ann), await userOf(bob)];
  const say = (text: string) => stage.chat.messages.post({ roomId: loungeId, author: bobUser, text });
  return { ann, bob, annUser, bobUser, say };
}

test("reads.mark answers what is unread then; reads.counts that, until when it is muted, and when something was said last", async () => {
  await using stage = await openStage();
  const { ann, say } = await loungeWith(stage);
  const first = await say("one");
  const last = await say("@Ann two");
  const state = { roomId: loungeId, readTo: first.id, unread: 1, mentions: 1, seq: last.seq };
  assert.deepEqual(await call(ann.talk, "reads.mark", { roomId: loungeId, messageId: first.id }), state);
  assert.deepEqual(await call(ann.talk, "mutes.set", { roomId: loungeId, until: "forever" }), {
    roomId: loungeId,
    mutedUntil: "forever",
  });
  assert.deepEqual(await call(ann.talk, "reads.counts", { roomIds: [loungeId, "nowhere"] }), {
    rooms: [{ ...state, mutedUntil: "forever", latestAt: last.at }],
  });
  const until = stage.clock.now() + 5;
  assert.deepEqual(await call(ann.talk, "mutes.set", { roomId: loungeId, until }), { roomId: loungeId, mutedUntil: until });
  for (const none of [{}, { until: null }, { until: 0 }]) {
    assert.deepEqual(await call(ann.talk, "mutes.set", { roomId: loungeId, ...none }), { roomId: loungeId });
  }
  assert.equal(await call(ann.talk, "reads.mark", { roomId: "nowhere", messageId: 1 }), "not_found");
  assert.equal(await call(ann.talk, "mutes.set", { roomId: "nowhere" }), "not_found");
});

test("guests read, mute and block, too", async () => {
  await using stage = await openStage();
  const { bob, say } = await loungeWith(stage);
  const guest = await stage.connect({ name: "Gast" });
  const before = await say("one");
  const nothing = { roomId: loungeId, readTo: 0, unread: 0, mentions: 0, seq: before.seq, latestAt: before.at };
  assert.deepEqual(await call(guest, "reads.counts", { roomIds: [loungeId] }), { rooms: [nothing] });
  await call(guest, "reads.mark", { roomId: loungeId, messageId: before.id });
  const after = await say("two");
  const one = { roomId: loungeId, readTo: before.id, unread: 1, mentions: 0, seq: after.seq, latestAt: after.at };
  assert.deepEqual(await call(guest, "reads.counts", { roomIds: [loungeId] }), { rooms: [one] });
  assert.deepEqual(await call(guest, "blocks.add", { userId: bob.id }), { userIds: [bob.id] });
  assert.deepEqual(await call(guest, "reads.counts", { roomIds: [loungeId] }), { rooms: [{ ...one, unread: 0 }] });
});

test("blocks.add, list and remove answer the whole list; oneself and nobody are refused", async () => {
  await using stage = await openStage();
  const { ann, bob } = await loungeWith(stage);
  assert.deepEqual(await call(ann.talk, "blocks.list"), { userIds: [] });
  assert.deepEqual(await call(ann.talk, "blocks.add", { userId: bob.id }), { userIds: [bob.id] });
  assert.deepEqual(await call(ann.talk, "blocks.list"), { userIds: [bob.id] });
  assert.deepEqual(await call(bob.talk, "blocks.list"), { userIds: [] });
  assert.deepEqual(await call(ann.talk, "blocks.remove", { userId: bob.id }), { userIds: [] });
  assert.equal(await call(ann.talk, "blocks.add", { userId: ann.id }), "bad_request");
  assert.equal(await call(ann.talk, "blocks.add", { userId: "nobody" }), "not_found");
});

test("sync.start tells of each room what is unread, until when it is muted and when something was said last", async () => {
  await using stage = await openStage();
  const [ann, bob] = [await joinNative(stage, "Ann"), await joinNative(stage, "Bob")];
  const room = await stage.chat.rooms.create(bob.user, { kind: "private", name: "Kitchen" });
  await stage.chat.rooms.invite(bob.user, room.id, ann.id);
  const said = await stage.chat.messages.post({ roomId: room.id, author: bob.user, text: "@room hello" });
  await ann.client.call("mutes.set", { roomId: room.id, until: "forever" });
  const standing = (await ann.client.start()).rooms.find((one) => one.room.id === room.id);
  const { room: _, role, readTo, ...news } = standing ?? assert.fail();
  assert.equal(role, "member");
  assert.ok(readTo > 0 && readTo < said.id, "the joining");
  assert.deepEqual(news, { unread: 1, mentions: 1, seq: said.seq, mutedUntil: "forever", latestAt: said.at });
  const { rooms } = await ann.client.call<{ rooms: object[] }>("reads.counts", { roomIds: [room.id] });
  assert.deepEqual(rooms, [{ roomId: room.id, readTo, ...news }]);
});

const isOwnNews = ({ type }: Frame): boolean => ["reads.onMoved", "mutes.onChanged", "blocks.onChanged"].includes(type);

test("what changes is told to all of the user's connections that called sync.start, encoded once, and to nobody else", async () => {
  await using stage = await openStage();
  const [ann, bob] = [await joinNative(stage, "Ann"), await joinNative(stage, "Bob")];
  const [second, silent, gone] = [0, 1, 2].map(() => stage.connect({ token: ann.token }));
  const [phone, quiet, lost] = [await second, await silent, await gone] as [Talk, Talk, Talk];
  for (const talk of [ann.client.talk, phone, bob.client.talk, lost]) await new NativeTalk(talk).start();
  // Asked twice, it is told once.
  await ann.client.start();
  lost.hangUp();
  const said = await stage.chat.messages.post({ roomId: loungeId, author: bob.user, text: "hello" });
  const talks = [ann.client.talk, phone, quiet, bob.client.talk];
  for (const talk of talks) talk.heard();
  stage.built.length = 0;
  const moved = await call(ann.client.talk, "reads.mark", { roomId: loungeId, messageId: said.id });
  await call(phone, "mutes.set", { roomId: loungeId, until: "forever" });
  await call(phone, "blocks.add", { userId: bob.id });
  await call(phone, "blocks.add", { userId: bob.id });
  const expected = [
    { type: "reads.onMoved", payload: moved },
    { type: "mutes.onChanged", payload: { roomId: loungeId, mutedUntil: "forever" } },
    { type: "blocks.onChanged", payload: { userIds: [bob.id] } },
  ];
  assert.equal(nativeRoutes.reads.onMoved.payload.safeParse(moved).success, true);
  for (const { type } of expected) {
    assert.equal(stage.built.filter((text) => text.includes(`"${type}"`)).length, 1, `${type} was encoded once`);
  }
  const news = talks.map((talk) => talk.sent.map((frame) => JSON.parse(textOf(frame)) as Frame).filter(isOwnNews));
  assert.deepEqual(news, [expected, expected, [], []]);
  assert.deepEqual(lost.sentTooLate, []);
});
