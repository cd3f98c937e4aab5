import assert from "node:assert/strict";
import { test } from "node:test";
import type { Person, Role, Room, RoomId, User } from "@parlance/server/ports/model.ts";
import { loungeId } from "@parlance/server/ports/model.ts";
import type { StoreContractOptions } from "./world.ts";
import { person, worldFor } from "./world.ts";

export function banRules(options: StoreContractOptions): void {
  const world = worldFor(options);

  const kitchen = async (kind: "public" | "private" = "public") => {
    const [owner, moderator, member] = [await world().account(), await world().account(), await world().account()];
    const room = await world().group(owner, { kind });
    await world().admit(room, owner, [moderator], "moderator");
    await world().admit(room, owner, [member]);
    return { room, owner, moderator, member };
  };
  const ban = (room: Pick<Room, "id">, by: Person, user: Pick<Person, "id">, reason: string | null = null) =>
    world().store.banFromRoom({ roomId: room.id, userId: user.id, by: person(by), at: 9, reason });
  const unban = (room: Pick<Room, "id">, by: Person, user: Pick<Person, "id">) =>
    world().store.unbanFromRoom({ roomId: room.id, userId: user.id, by: person(by), at: 10 });
  const calls = { names: [], room: false };

  test("a member who is banned has left first; the room is told by whom, the audit log alone why", async () => {
    const { store } = world();
    const { room, moderator, member } = await kitchen();
    const { seq = 0 } = world().eventsOf(room.id).at(-1) ?? {};
    assert.deepEqual(await ban(room, moderator, member, "spam"), { kind: "done", room });
    const [user, by] = [person(member), person(moderator)];
    const told = [
      { type: "member_left", room, seq: seq + 1, at: 9, user, reason: "removed", by },
      { type: "banned", room, seq: seq + 2, at: 9, user, by },
    ];
    assert.deepEqual(world().eventsOf(room.id).slice(-2), told);
    assert.deepEqual(await store.eventsAfter(room.id, seq, 10), told);
    const [entry, ...older] = await store.audit(room.id, Number.MAX_SAFE_INTEGER, 10);
    const id = entry?.id ?? 0;
    const about = { at: 9, by, roomId: room.id, userId: member.id, messageId: null, until: null };
    assert.deepEqual(entry, { id, action: "banned", detail: "spam", ...about });
    assert.ok(older.every(({ action }) => action === "role_changed"));
    assert.deepEqual(await store.roomBans(room.id, 0, 10), [{ id, user, by, at: 9, reason: "spam", until: null }]);
    assert.deepEqual(await ban(room, moderator, member, "again"), { kind: "unchanged", room });
    assert.equal((await store.roomBans(room.id, id, 10)).length, 0);
  });

  test("I5: to whom is banned the room is not there: not read, posted in, reacted in, joined, browsed or left", async () => {
    const { store } = world();
    const { room, owner, member } = await kitchen();
    const mine = await world().post(member, { roomId: room.id });
    assert.equal((await store.readable(room.id, member.id))?.id, room.id);
    await ban(room, owner, member);
    const deed = { roomId: room.id, by: person(member), at: 9 };
    const noRoom = { kind: "no_room" };
    for (const membersOnly of [true, false]) {
      assert.deepEqual(await store.post(world().newPost(member, { roomId: room.id, membersOnly })), noRoom);
    }
    assert.deepEqual(await store.joinRoom({ ...deed, maxMembers: 99 }), noRoom);
    assert.deepEqual(await store.invite({ ...deed, userId: owner.id, maxMembers: 99 }), noRoom);
    assert.deepEqual(await store.leaveRoom(deed), noRoom);
    assert.deepEqual(await store.changeRoom({ ...deed, name: "x" }), noRoom);
    assert.deepEqual(await ban(room, member, owner), noRoom);
    assert.deepEqual(await store.toggleReaction(world().newToggle(mine, member)), { kind: "no_message" });
    const change = { messageId: mine.id, by: person(member), at: 9 };
    assert.deepEqual(await store.editMessage({ ...change, text: "x", calls, maxEdits: 9 }), { kind: "no_message" });
    assert.deepEqual(await store.deleteMessage(change), { kind: "no_message" });
    const about = { messageId: mine.id };
    assert.deepEqual(await store.createReport({ about, by: person(member), at: 9, text: "x", maxOpen: 9 }), { kind: "nothing" });
    assert.equal(await store.readable(room.id, member.id), null);
    assert.deepEqual(await store.messagesAfter(member.id, 0, 10), []);
    const browsed = async (user: User) => (await store.publicRooms(user.id, "", 1_000)).some(({ id }) => id === room.id);
    assert.deepEqual([await browsed(member), await browsed(owner)], [false, true]);
  });

  test("whom a room has banned is not invited; unbanned, they are where anybody is, and come back by themselves", async () => {
    const { store } = world();
    const { room, owner, moderator, member } = await kitchen();
    await ban(room, owner, member);
    const invitation = { roomId: room.id, userId: member.id, by: person(owner), at: 9, maxMembers: 99 };
    assert.deepEqual(await store.invite(invitation), { kind: "forbidden" });
    assert.deepEqual(await unban(room, moderator, member), { kind: "done", room });
    const unbanned = { type: "unbanned", room, at: 10, user: person(member), by: person(moderator) };
    const { seq, ...told } = world().eventsOf(room.id).at(-1) ?? assert.fail();
    assert.deepEqual(told, unbanned);
    assert.deepEqual(await store.eventsAfter(room.id, seq - 1, 10), [{ ...told, seq }]);
    assert.deepEqual(await unban(room, owner, member), { kind: "unchanged", room });
    assert.deepEqual(await store.roomBans(room.id, 0, 10), []);
    assert.equal(await store.isMember(room.id, member.id), false);
    assert.equal((await store.joinRoom({ roomId: room.id, by: person(member), at: 11, maxMembers: 99 })).kind, "done");
  });

  test("moderators ban members and strangers, owners anybody but themselves; nobody else bans, or lifts a ban", async () => {
    const { room, owner, moderator, member } = await kitchen("private");
    const [second, third] = [await world().account(), await world().account()];
    await world().admit(room, owner, [second], "owner");
    await world().admit(room, owner, [third], "moderator");
    const came = async (by: User, user: Pick<User, "id">) => (await ban(room, by, user)).kind;
    assert.equal(await came(member, await world().account()), "forbidden");
    assert.equal(await came(moderator, third), "forbidden");
    assert.equal(await came(moderator, owner), "forbidden");
    assert.equal(await came(owner, owner), "forbidden");
    assert.equal(await came(await world().account(), member), "no_room");
    assert.equal(await came(moderator, { id: "nobody" }), "no_user");
    assert.equal((await unban(room, member, third)).kind, "forbidden");
    for (const stranger of [await world().account(), await world().guest()])
      assert.equal(await came(moderator, stranger), "done");
    assert.equal(await came(moderator, member), "done");
    assert.equal(await came(owner, third), "done");
    assert.equal(await came(owner, second), "done");
    assert.equal(await came(owner, owner), "forbidden", "the last owner least of all");
  });

  test("nobody is banned from a direct room, or from an archived one", async () => {
    const { store } = world();
    const { room, owner, member } = await kitchen();
    const direct = await world().direct(owner, member);
    assert.deepEqual(await ban(direct, owner, member), { kind: "forbidden" });
    await store.changeRoom({ roomId: room.id, by: person(owner), at: 9, archived: true });
    assert.equal((await ban(room, owner, member)).kind, "archived");
  });

  test("the lounge: administrators silence accounts, guests and addresses, who read on and stay members", async () => {
    const { store } = world();
    const admin = await world().admin();
    const [account, guest, address] = [await world().account({ joins: [loungeId] }), await world().guest(), world().stranger()];
    const lounge = { id: loungeId };
    const fromOther = await world().post(admin);
    const mine = await world().post(address);
    assert.deepEqual(await ban(lounge, account, guest), { kind: "forbidden" });
    assert.deepEqual(await ban(lounge, admin, { id: "nobody" }), { kind: "no_user" });
    assert.deepEqual(await ban(lounge, admin, await world().admin()), { kind: "forbidden" });
    for (const user of [account, guest, address]) {
      assert.equal((await ban(lounge, admin, user)).kind, "done");
      const [last, before] = world().eventsOf(loungeId).toReversed();
      assert.deepEqual([last?.type, before?.type === "member_left"], ["banned", false]);
      const posts = [true, false].map((membersOnly) => store.post(world().newPost(user, { membersOnly })));
      const isIn = user === account;
      assert.deepEqual(await Promise.all(posts), [{ kind: isIn ? "banned" : "no_room" }, { kind: "banned" }]);
      assert.deepEqual(await store.toggleReaction(world().newToggle(fromOther, user)), { kind: "banned" });
      assert.equal(await store.isSilenced(loungeId, user.id, 9), true);
      assert.equal((await store.readable(loungeId, user.id))?.id, loungeId);
      assert.ok((await store.publicRooms(user.id, "", 1_000)).some(({ id }) => id === loungeId));
    }
    assert.equal(await store.isMember(loungeId, account.id), true);
    const change = { messageId: mine.id, by: address, at: 9 };
    assert.deepEqual(await store.editMessage({ ...change, text: "said after all", calls, maxEdits: 9 }), { kind: "forbidden" });
    assert.equal((await store.deleteMessage(change)).kind, "done");
    const bans = await store.roomBans(loungeId, 0, 100);
    const named = { id: address.id, kind: "address", name: address.id };
    assert.deepEqual(bans.map(({ user }) => user).slice(-3), [person(account), person(guest), named]);
    assert.equal((await unban(lounge, admin, address)).kind, "done");
    assert.equal((await store.post(world().newPost(address))).kind, "posted");
    assert.equal(await store.isSilenced(loungeId, address.id, 9), false);
  });

  test("a send that is repeated answers what it came to before the ban", async () => {
    const { store } = world();
    const [admin, user] = [await world().admin(), await world().account()];
    const post = world().newPost(user, { clientKey: "once" });
    const first = await store.post(post);
    assert.ok(first.kind === "posted");
    await ban({ id: loungeId }, admin, user);
    assert.deepEqual(await store.post(post), { kind: "repeated", message: first.message });
  });

  test("the audit log has who removed whom, who made whom what, what was archived, and others' messages deleted; not one's own", async () => {
    const { store } = world();
    const { room, owner, moderator, member } = await kitchen("private");
    const [own, others] = [await world().post(owner, { roomId: room.id }), await world().post(member, { roomId: room.id })];
    const since = (await store.audit(room.id, Number.MAX_SAFE_INTEGER, 1))[0]?.id ?? 0;
    const deed = { roomId: room.id, by: person(owner), at: 20 };
    await store.deleteMessage({ messageId: own.id, by: person(owner), at: 20 });
    await store.deleteMessage({ messageId: others.id, by: person(moderator), at: 20 });
    await store.deleteMessage({ messageId: others.id, by: person(moderator), at: 20 });
    await store.changeRoom({ ...deed, name: "Pantry" });
    await store.changeRoom({ ...deed, archived: true });
    await store.changeRoom({ ...deed, archived: false });
    await store.setRole({ ...deed, userId: member.id, role: "moderator" satisfies Role });
    await store.removeMember({ ...deed, userId: member.id });
    const entries = (await store.audit(room.id, Number.MAX_SAFE_INTEGER, 100)).filter(({ id }) => id > since);
    const shown = entries.map(({ action, by, userId, messageId, detail }) => [action, by?.id, userId, messageId, detail]);
    assert.deepEqual(shown, [
      ["removed", owner.id, member.id, null, null],
      ["role_changed", owner.id, member.id, null, "moderator"],
      ["unarchived", owner.id, null, null, null],
      ["archived", owner.id, null, null, null],
      ["message_deleted", moderator.id, member.id, others.id, null],
    ]);
    assert.ok(entries.every(({ roomId, at }) => roomId === room.id && at === 20));
    const paged = await store.audit(room.id, entries[1]?.id ?? 0, 2);
    assert.deepEqual(paged, entries.slice(2, 4));
    const ofServer = (await store.audit(null, Number.MAX_SAFE_INTEGER, 1_000)).map(({ roomId }): RoomId | null => roomId);
    assert.ok(!ofServer.includes(room.id), "a private room's affairs are its own");
  });
}
