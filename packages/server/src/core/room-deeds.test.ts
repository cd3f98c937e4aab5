import assert from "node:assert/strict";
import { test } from "node:test";
import type { Room, User } from "../ports/model.ts";
import { loungeId } from "../ports/model.ts";
import { type MemoryChat, type MemoryChatOptions, memoryChat, signUp } from "./testing/memory-chat.ts";
import { settle } from "./testing/settle.ts";

interface Scene extends AsyncDisposable {
  readonly at: MemoryChat;
  readonly owner: User;
  readonly bobby: User;
  readonly room: Room;
}

async function scene(options: MemoryChatOptions = {}, kind: "public" | "private" = "private"): Promise<Scene> {
  const at = await memoryChat(options);
  const [owner, bobby] = [(await signUp(at.chat, "alice")).user, (await signUp(at.chat, "bobby")).user];
  const room = await at.chat.rooms.create(owner, { kind, name: "Kitchen" });
  return { at, owner, bobby, room, [Symbol.asyncDispose]: () => at.chat.close() };
}

test("a room has the name and topic it was given; a blank topic is none", async () => {
  await using on = await scene();
  const { rooms } = on.at.chat;
  assert.deepEqual([on.room.name, on.room.topic, on.room.kind], ["Kitchen", null, "private"]);
  const changed = await rooms.change(on.owner, on.room.id, { name: "Stube", topic: "Essen" });
  assert.deepEqual([changed.name, changed.topic], ["Stube", "Essen"]);
  assert.equal((await rooms.change(on.owner, on.room.id, { topic: "  " })).topic, null);
  assert.deepEqual(await rooms.of(on.owner.id), (await rooms.of(on.owner.id)).toSorted());
});

test("I8: roomNameChars and roomTopicChars characters are taken, one more is refused, and so is a name that cannot be seen", async () => {
  await using on = await scene({ bounds: { roomNameChars: 5, roomTopicChars: 7 } }).catch(() => scene({}));
  const { rooms } = on.at.chat;
  const create = (name: string, topic = "") => rooms.create(on.owner, { kind: "public", name, topic });
  const { roomNameChars, roomTopicChars } = on.at.chat.bounds;
  assert.equal((await create("😀".repeat(roomNameChars))).name, "😀".repeat(roomNameChars));
  for (const name of ["x".repeat(roomNameChars + 1), "", " ", " x", "a\nb", "\u200b", "\u2800"])
    await assert.rejects(create(name), { code: "name_invalid" }, JSON.stringify(name));
  assert.equal((await create("x", "y".repeat(roomTopicChars))).topic?.length, roomTopicChars);
  await assert.rejects(create("x", "y".repeat(roomTopicChars + 1)), { code: "text_too_long" });
  await assert.rejects(rooms.change(on.owner, on.room.id, { name: "" }), { code: "name_invalid" });
});

test("I8: roomsPerDay rooms are made by an account in a day, one more is refused", async () => {
  await using on = await scene({ bounds: { roomsPerDay: 2 } });
  const create = () => on.at.chat.rooms.create(on.owner, { kind: "public", name: "more" });
  await create();
  await assert.rejects(create(), { code: "limit_reached" });
  on.at.clock.advance(24 * 3_600_000);
  await create();
});

test("I8: membersPerRoom may be in a room, one more is refused, invited or by themself", async () => {
  await using on = await scene({ bounds: { membersPerRoom: 2 } }, "public");
  const { rooms } = on.at.chat;
  const cindy = (await signUp(on.at.chat, "cindy")).user;
  await rooms.join(on.bobby, on.room.id);
  await assert.rejects(rooms.join(cindy, on.room.id), { code: "limit_reached" });
  await assert.rejects(rooms.invite(on.owner, on.room.id, cindy.id), { code: "limit_reached" });
});

test("I8: roomChangesPerMinute deeds of one user are done, one more is refused; a refused one is counted as well", async () => {
  await using on = await scene({ bounds: { roomChangesPerMinute: 3 } });
  const { rooms } = on.at.chat;
  await rooms.change(on.owner, on.room.id, { topic: "1" });
  await assert.rejects(rooms.leave(on.owner, "nowhere"), { code: "not_found" });
  await assert.rejects(rooms.change(on.owner, on.room.id, { topic: "2" }), { code: "rate_limited" });
  await rooms.join(on.bobby, loungeId);
});

test("guests make and join no rooms; they may be in the lounge and in direct rooms", async () => {
  await using on = await scene({}, "public");
  const { rooms } = on.at.chat;
  const guest = await on.at.chat.guests.enter({ clientId: "c1", name: "guest" });
  await assert.rejects(rooms.create(guest, { kind: "public", name: "mine" }), { code: "forbidden" });
  await assert.rejects(rooms.join(guest, on.room.id), { code: "forbidden" });
  await assert.rejects(rooms.invite(on.owner, on.room.id, guest.id), { code: "not_found" });
});

test("who may not do something is told so in a room they may read, and that there is none in another", async () => {
  await using on = await scene();
  const { rooms } = on.at.chat;
  const cindy = (await signUp(on.at.chat, "cindy")).user;
  await rooms.invite(on.owner, on.room.id, on.bobby.id);
  const deeds = (by: User) => [
    rooms.change(by, on.room.id, { name: "x" }),
    rooms.invite(by, on.room.id, cindy.id),
    rooms.remove(by, on.room.id, on.owner.id),
    rooms.setRole(by, on.room.id, { userId: by.id, role: "owner" }),
  ];
  for (const deed of deeds(on.bobby)) await assert.rejects(deed, { code: "forbidden" });
  for (const deed of [...deeds(cindy), rooms.join(cindy, on.room.id), rooms.leave(cindy, on.room.id)])
    await assert.rejects(deed, { code: "not_found" });
  await assert.rejects(rooms.members(cindy, on.room.id, 0), { code: "not_found" });
  await assert.rejects(rooms.members(cindy, "nowhere", 0), { code: "not_found" });
  assert.deepEqual(
    (await rooms.members(on.bobby, on.room.id, 0)).map(({ user, role }) => [user.name, role]),
    [
      ["alice", "owner"],
      ["bobby", "member"],
    ],
  );
});

test("the last owner stays, an archived room is told as such, and one that is left empty is archived", async () => {
  await using on = await scene({}, "public");
  const { rooms, messages } = on.at.chat;
  await rooms.join(on.bobby, on.room.id);
  await assert.rejects(rooms.leave(on.owner, on.room.id), { code: "last_owner" });
  assert.deepEqual((await rooms.browse(on.owner, "")).map(({ id }) => id).toSorted(), [loungeId, on.room.id].toSorted());
  await rooms.leave(on.bobby, on.room.id);
  assert.notEqual((await rooms.leave(on.owner, on.room.id)).archivedAt, null);
  await assert.rejects(rooms.join(on.bobby, on.room.id), { code: "archived" });
  await assert.rejects(messages.post({ roomId: on.room.id, author: on.bobby, text: "x", membersOnly: false }), {
    code: "archived",
  });
  assert.deepEqual(
    (await rooms.browse(on.owner, "")).map(({ id }) => id),
    [loungeId],
  );
});

test("people are shown in a room's events by the name they show in public", async () => {
  await using on = await scene({}, "public");
  const { rooms, accounts, feeds } = on.at.chat;
  const bobby = await accounts.setDisplayName(on.bobby, "Robert");
  const heard: string[] = [];
  await feeds.followRooms(on.owner.id, (events) => {
    for (const event of events) if (event.type === "member_joined") heard.push(event.user.name);
  });
  await rooms.join(bobby, on.room.id);
  await settle();
  assert.deepEqual(heard, ["Robert"]);
});
