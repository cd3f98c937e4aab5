import assert from "node:assert/strict";
import { test } from "node:test";
import { joinNative } from "../testing/native.ts";
import { openStage } from "../testing/stage.ts";

const reason = (error: { code?: string; data?: { reason?: string } }): string =>
  error.data?.reason ?? error.code ?? String(error);

test("I5: to who is banned from a public room every native route answers of it as of a room that never was", async () => {
  await using stage = await openStage({ limitsOn: false });
  const { chat } = stage;
  const [owner, eve] = [await joinNative(stage, "Owner"), await joinNative(stage, "Evelyn")];
  const room = await chat.rooms.create(owner.user, { kind: "public", name: "Kitchen" });
  await chat.rooms.join(eve.user, room.id);
  const own = await chat.messages.post({ roomId: room.id, author: eve.user, text: "needle of mine" });
  const { id: messageId } = await chat.messages.post({ roomId: room.id, author: owner.user, text: "needle" });
  await chat.messages.pin({ messageId, by: owner.user, isPinned: true });
  await chat.moderation.ban(owner.user, room.id, { userId: eve.user.id, reason: null });

  const outcome = async (route: string, input: object): Promise<string> => {
    const { client } = eve;
    const text = await client.call(route, input).then(
      (answer: unknown) => JSON.stringify(answer),
      (error: object) => `refused: ${reason(error)}`,
    );
    return text.replaceAll(room.id, "ROOM").replaceAll("nowhere", "ROOM");
  };
  const ofRoom: readonly (readonly [string, object])[] = [
    ["messages.send", { text: "x" }],
    ["messages.page", {}],
    ["messages.pins", {}],
    ["search.find", { text: "needle" }],
    ["reads.mark", { messageId: 1 }],
    ["mutes.set", { until: "forever" }],
    ["rooms.join", {}],
    ["rooms.leave", {}],
    ["rooms.change", { name: "Mine" }],
    ["rooms.invite", { userId: owner.user.id }],
    ["rooms.remove", { userId: owner.user.id }],
    ["rooms.setRole", { userId: owner.user.id, role: "member" }],
    ["rooms.members", {}],
    ["rooms.ban", { userId: owner.user.id }],
    ["rooms.unban", { userId: eve.user.id }],
    ["rooms.bans", {}],
    ["rooms.audit", {}],
    ["reports.ofRoom", {}],
  ];
  for (const archived of [false, true]) {
    if (archived) await chat.rooms.change(owner.user, room.id, { archived });
    for (const [route, input] of ofRoom) {
      const there = await outcome(route, { ...input, roomId: room.id });
      assert.equal(there, await outcome(route, { ...input, roomId: "nowhere" }), route);
      assert.equal(there, "refused: not_found", route);
    }
    for (const id of [own.id, messageId]) {
      for (const [route, input] of [
        ["messages.edit", { text: "other" }],
        ["messages.edit", { text: "" }],
        ["messages.delete", {}],
        ["messages.pin", { isPinned: true }],
        ["messages.react", { emoji: "👍", isOn: true }],
        ["messages.get", {}],
        ["messages.versions", {}],
        ["messages.thread", {}],
        ["reports.create", { text: "x" }],
      ] as const) {
        const there = await outcome(route, { ...input, messageId: id });
        assert.equal(there, await outcome(route, { ...input, messageId: 999_999 }), route);
      }
    }
    const positions = (roomId: string) => ({ positions: [{ roomId, seq: 1 }] });
    assert.equal(await outcome("sync.catchUp", positions(room.id)), await outcome("sync.catchUp", positions("nowhere")));
    for (const [route, input] of [
      ["reads.counts", (roomId: string) => ({ roomIds: [roomId] })],
      ["typing.look", (roomId: string) => ({ roomIds: [roomId] })],
    ] as const) {
      assert.equal(await outcome(route, input(room.id)), `{"rooms":[]}`, route);
    }
    assert.equal(await outcome("search.find", { text: "needle" }), `{"messages":[]}`);
    assert.ok(!(await outcome("rooms.browse", {})).includes("ROOM"));
    assert.ok(!(await outcome("sync.start", {})).includes("ROOM"));
  }
});
