import assert from "node:assert/strict";
import { test } from "node:test";
import { deletedName } from "../../../core/names.ts";
import { settle } from "../../../core/testing/settle.ts";
import { loungeId } from "../../../ports/model.ts";
import { joinNative, type NativeTalk } from "../testing/native.ts";
import { openStage } from "../testing/stage.ts";

const name = "Zebulon";
type Call = readonly [route: string, input?: object];

/** All frames that answer these calls, whatever they were refused with. */
async function answersOf(client: NativeTalk, calls: readonly Call[]): Promise<string[]> {
  client.frames.length = 0;
  for (const [route, input] of calls) await client.call(route, input).catch(() => undefined);
  return client.frames.map((frame) => frame);
}

test("the name of a deleted account is in no answer from the moment it is gone, before anything was overwritten", async () => {
  await using stage = await openStage({ limitsOn: false });
  const { chat } = stage;
  const [admin, gone] = [await joinNative(stage, "Admin"), await joinNative(stage, name)];
  const [bob, eve] = [await joinNative(stage, "Bobby"), await joinNative(stage, "Evelyn")];
  const { user } = gone;
  await chat.server.setAdmin(admin.user, { userId: gone.id, isAdmin: true });
  const room = await chat.rooms.create(user, { kind: "private", name: "Kitchen" });
  for (const { id } of [admin, bob, eve]) await chat.rooms.invite(user, room.id, id);
  const direct = await chat.rooms.openDirect(bob.user, gone.id);
  await chat.messages.post({ roomId: direct.id, author: user, text: "hello you" });
  const said = await chat.messages.post({ roomId: room.id, author: user, text: "hello all" });
  const others = await chat.messages.post({ roomId: room.id, author: bob.user, text: "hello again" });
  await chat.messages.react({ messageId: others.id, user, emoji: "👍", isOn: true });
  await chat.messages.edit({ messageId: said.id, by: user, text: "hello everybody" });
  await chat.messages.pin({ messageId: others.id, by: user, isPinned: true });
  await chat.messages.post({ roomId: loungeId, author: user, text: "hello world" });
  await chat.rooms.setRole(user, room.id, { userId: bob.id, role: "owner" });
  await chat.rooms.change(user, room.id, { topic: "food" });
  await chat.moderation.ban(user, room.id, { userId: eve.id, reason: null });
  await chat.server.ban(user, { userId: eve.id, reason: null, until: null });
  const report = await chat.reports.create(user, { about: { messageId: others.id }, text: "rude" });
  await chat.reports.create(bob.user, { about: { messageId: said.id }, text: "rude" });
  await chat.reports.create(bob.user, { about: { userId: gone.id }, text: "rude" });
  await chat.server.resolve(user, { reportId: report, note: null });

  const ofRoom = { roomId: room.id };
  const calls: Call[] = [
    ["sync.start"],
    ["sync.catchUp", { positions: [room, direct, { id: loungeId }].map(({ id: roomId }) => ({ roomId, seq: 0 })) }],
    ["sync.catchUp", { positions: [{ roomId: direct.id, seq: 999 }] }],
    ["rooms.members", ofRoom],
    ["rooms.members", { roomId: direct.id }],
    ["rooms.bans", ofRoom],
    ["rooms.audit", ofRoom],
    ["reports.ofRoom", ofRoom],
    ["messages.page", ofRoom],
    ["messages.page", { roomId: direct.id }],
    ["messages.get", { messageId: said.id }],
    ["messages.pins", ofRoom],
    ["search.find", { text: "hello" }],
    ["users.get", { userIds: [gone.id] }],
    ["users.find", { text: "zeb" }],
    ["presence.watch", { userIds: [gone.id] }],
    ["typing.look", { roomIds: [room.id, direct.id] }],
    ["lounge.history", {}],
    ["server.bans"],
    ["server.reports"],
    ["server.reports", { resolved: true }],
    ["server.audit"],
    ["server.users", { name: "" }],
  ];
  const before = [await answersOf(bob.client, calls), await answersOf(admin.client, calls)].flat();
  assert.ok(before.filter((frame) => frame.includes(name)).length > 15, "it is there to be hidden");

  stage.store.continueDeletion = () => new Promise(() => undefined);
  await gone.client.call("account.delete", { password: "correct horse", messages: "keep" });
  await settle();
  bob.client.news();
  const after = [await answersOf(bob.client, calls), await answersOf(admin.client, calls)].flat();
  assert.deepEqual(
    after.filter((frame) => frame.toLowerCase().includes(name.toLowerCase())),
    [],
  );
  assert.ok(after.some((frame) => frame.includes(deletedName)));
});
