import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryChat, signUp } from "./testing/memory-chat.ts";

test("a pair has one direct room, whoever asks for it, however often, also at once; and so has one alone", async () => {
  await using at = await memoryChat();
  const { rooms } = at.chat;
  const [alice, bobby] = [(await signUp(at.chat, "alice")).user, (await signUp(at.chat, "bobby")).user];
  const all = await Promise.all([
    rooms.openDirect(alice, bobby.id),
    rooms.openDirect(bobby, alice.id),
    rooms.openDirect(alice, bobby.id),
  ]);
  assert.equal(new Set(all.map(({ id }) => id)).size, 1);
  assert.deepEqual((await rooms.info(alice, all[0]?.id ?? "")).memberIds.toSorted(), [alice.id, bobby.id].toSorted());
  const own = await rooms.openDirect(alice, alice.id);
  assert.deepEqual((await rooms.info(alice, own.id)).memberIds, [alice.id]);
});

test("there is no direct room with nobody, nor with an address", async () => {
  await using at = await memoryChat();
  const { user } = await signUp(at.chat, "alice");
  const author = { id: at.chat.addressId("192.0.2.1"), kind: "address", name: "Anonymous" } as const;
  await at.chat.messages.post({ roomId: "lounge", author, text: "x", membersOnly: false });
  for (const id of ["nobody", author.id, "", "__proto__"])
    await assert.rejects(at.chat.rooms.openDirect(user, id), { code: "not_found" });
});

test("a guest has direct rooms like an account, in or not", async () => {
  await using at = await memoryChat();
  const { user } = await signUp(at.chat, "alice");
  const guest = await at.chat.guests.enter({ clientId: "c1", name: "bobby" });
  const room = await at.chat.rooms.openDirect(user, guest.id);
  at.chat.guests.leave(guest);
  assert.deepEqual(await at.chat.rooms.openDirect(user, guest.id), room);
  assert.deepEqual((await at.chat.rooms.info(user, room.id)).memberIds, [user.id, guest.id]);
});

test("membership is told for what is and what is not", async () => {
  await using at = await memoryChat();
  const { rooms } = at.chat;
  const [alice, bobby, carol] = [await signUp(at.chat, "alice"), await signUp(at.chat, "bobby"), await signUp(at.chat, "carol")];
  const { id } = await rooms.openDirect(alice.user, bobby.user.id);
  assert.equal(await rooms.isMember(bobby.user.id, id), true);
  assert.equal(await rooms.isMember(carol.user.id, id), false);
  assert.equal(await rooms.isMember(carol.user.id, "lounge"), true);
  assert.equal(await rooms.isMember(alice.user.id, "nowhere"), false);
  assert.equal(await rooms.isMember("nobody", "lounge"), false);
});

test("I8: rooms and members are read page by page and told whole", async () => {
  await using at = await memoryChat({ bounds: { roomsPerPage: 2, membersPerPage: 2 } });
  const users = [];
  for (let i = 0; i < 5; i++) users.push((await signUp(at.chat, `user${i}`)).user);
  const [first] = users;
  if (first === undefined) assert.fail();
  for (const { id } of users) await at.chat.rooms.openDirect(first, id);
  const rooms = await at.chat.rooms.of(first.id);
  assert.equal(new Set(rooms.map(({ id }) => id)).size, 6, "the lounge and five direct rooms");
  assert.deepEqual(
    (await at.chat.rooms.info(first, "lounge")).memberIds,
    users.map(({ id }) => id),
  );
  assert.deepEqual(await at.chat.rooms.of("nobody"), []);
});
