import assert from "node:assert/strict";
import { test } from "node:test";
import type { Room, RoomEvent, User } from "../ports/model.ts";
import { loungeId } from "../ports/model.ts";
import { type MemoryChat, type MemoryChatOptions, memoryChat, signUp } from "./testing/memory-chat.ts";
import { settle } from "./testing/settle.ts";

interface Scene extends AsyncDisposable {
  readonly at: MemoryChat;
  /** The first account, and so the server's administrator; it owns the room. */
  readonly admin: User;
  readonly bob: User;
  readonly eve: User;
  readonly room: Room;
}

async function scene(options: MemoryChatOptions = {}): Promise<Scene> {
  const at = await memoryChat(options);
  const { user: admin } = await signUp(at.chat, "admin");
  const [bob, eve] = [(await signUp(at.chat, "bobby")).user, (await signUp(at.chat, "evelyn")).user];
  const room = await at.chat.rooms.create(bob, { kind: "public", name: "Kitchen" });
  await at.chat.rooms.join(eve, room.id);
  return { at, admin, bob, eve, room, [Symbol.asyncDispose]: () => at[Symbol.asyncDispose]() };
}

test("I5: a ban ends what is shown of a room with the leaving, before it tells who was banned", async () => {
  await using on = await scene();
  const { chat } = on.at;
  const shown: { bob: RoomEvent[]; eve: RoomEvent[] } = { bob: [], eve: [] };
  await chat.feeds.followRooms(on.bob.id, (events) => shown.bob.push(...events));
  await chat.feeds.followRooms(on.eve.id, (events) => shown.eve.push(...events));
  await chat.moderation.ban(on.bob, on.room.id, { userId: on.eve.id, reason: "spam" });
  await chat.messages.post({ roomId: on.room.id, author: on.bob, text: "after" });
  await settle();
  assert.deepEqual(
    shown.bob.map(({ type }) => type),
    ["member_left", "banned", "posted"],
  );
  assert.deepEqual(
    shown.eve.map(({ type }) => type),
    ["member_left"],
  );
  assert.doesNotMatch(JSON.stringify(shown), /spam/);
});

test("I5: to whom is banned a public room is not there, in any question about it", async () => {
  await using on = await scene();
  const { messages, moderation, reports, rooms } = on.at.chat;
  const mine = await messages.post({ roomId: on.room.id, author: on.eve, text: "hello" });
  await moderation.ban(on.bob, on.room.id, { userId: on.eve.id, reason: null });
  const { id: messageId, roomId } = mine;
  const questions: (() => Promise<unknown>)[] = [
    () => rooms.members(on.eve, roomId, 0),
    () => rooms.info(on.eve, roomId),
    () => rooms.join(on.eve, roomId),
    () => rooms.leave(on.eve, roomId),
    () => rooms.change(on.eve, roomId, { name: "x" }),
    () => rooms.invite(on.eve, roomId, on.admin.id),
    () => moderation.bans(on.eve, roomId, 0),
    () => moderation.audit(on.eve, roomId, 1_000),
    () => moderation.unban(on.eve, roomId, on.eve.id),
    () => reports.ofRoom(on.eve, roomId, 0),
    () => reports.create(on.eve, { about: { messageId }, text: "x" }),
    () => messages.versions(on.eve.id, messageId),
    () => messages.pins(on.eve.id, roomId),
    () => messages.thread(on.eve.id, messageId, 0),
    () => messages.post({ roomId, author: on.eve, text: "x" }),
    () => messages.post({ roomId, author: on.eve, text: "x", membersOnly: false }),
    () => messages.edit({ messageId, by: on.eve, text: "x" }),
    () => messages.delete({ messageId, by: on.eve }),
    () => messages.toggleReaction({ messageId, user: on.eve, emoji: "👍" }),
  ];
  for (const ask of questions) await assert.rejects(ask(), { code: "not_found" }, String(ask));
  assert.deepEqual(
    (await rooms.browse(on.eve, "")).map(({ id }) => id),
    [loungeId],
  );
  await moderation.unban(on.bob, on.room.id, on.eve.id);
  assert.equal((await rooms.join(on.eve, roomId)).id, roomId);
});

test("in the lounge administrators ban, and only they; who is banned is told so, and reads on", async () => {
  await using on = await scene();
  const { messages, moderation } = on.at.chat;
  const address = { id: on.at.chat.addressId("192.0.2.9"), kind: "address" as const, name: "Anon" };
  const said = await messages.post({ roomId: loungeId, author: address, text: "x", membersOnly: false });
  await assert.rejects(moderation.ban(on.bob, loungeId, { userId: address.id, reason: null }), { code: "forbidden" });
  await assert.rejects(moderation.bans(on.bob, loungeId, 0), { code: "forbidden" });
  await moderation.ban(on.admin, loungeId, { userId: address.id, reason: "rude" });
  const post = messages.post({ roomId: loungeId, author: address, text: "x", membersOnly: false });
  await assert.rejects(post, { code: "forbidden" });
  await assert.rejects(messages.toggleReaction({ messageId: said.id, user: address, emoji: "👍" }), { code: "forbidden" });
  assert.deepEqual(await messages.versions(address.id, said.id), [{ text: "x", at: said.at }]);
  const [ban] = await moderation.bans(on.admin, loungeId, 0);
  assert.deepEqual([ban?.user.id, ban?.reason], [address.id, "rude"]);
  const [entry] = await moderation.audit(on.admin, loungeId, 1_000);
  assert.deepEqual([entry?.action, entry?.detail], ["banned", "rude"]);
});

test("who is banned from the lounge is not told to write there either", async () => {
  await using on = await scene();
  const { moderation, typing } = on.at.chat;
  const told: unknown[] = [];
  const [looker, writer] = [typing.seat(on.bob, (change) => told.push(change)), typing.seat(on.eve, () => undefined)];
  await looker.look([loungeId]);
  await moderation.ban(on.admin, loungeId, { userId: on.eve.id, reason: null });
  await assert.rejects(writer.set(loungeId, true), { code: "forbidden" });
  await settle();
  assert.deepEqual(told, []);
});

test("the log and the bans of a room are for its owners and moderators", async () => {
  await using on = await scene();
  const { moderation, rooms } = on.at.chat;
  await assert.rejects(moderation.audit(on.eve, on.room.id, 1_000), { code: "forbidden" });
  await assert.rejects(moderation.bans(on.admin, on.room.id, 0), { code: "forbidden" }, "an administrator is nobody there");
  await assert.rejects(moderation.ban(on.admin, on.room.id, { userId: on.eve.id, reason: null }), { code: "forbidden" });
  await rooms.setRole(on.bob, on.room.id, { userId: on.eve.id, role: "moderator" });
  assert.equal((await moderation.audit(on.eve, on.room.id, 1_000)).length, 1);
  await assert.rejects(moderation.ban(on.eve, on.room.id, { userId: "nobody", reason: null }), { code: "not_found" });
});

test("I8: a reason of reasonChars characters is kept, one more is refused; a blank one is none", async () => {
  await using on = await scene({ bounds: { reasonChars: 3 } });
  const { moderation } = on.at.chat;
  const ban = (reason: string) => moderation.ban(on.bob, on.room.id, { userId: on.eve.id, reason });
  await assert.rejects(ban("😀😀😀😀"), { code: "text_too_long" });
  await ban("😀😀😀");
  assert.equal((await moderation.bans(on.bob, on.room.id, 0))[0]?.reason, "😀😀😀");
  await moderation.unban(on.bob, on.room.id, on.eve.id);
  await ban("  ");
  assert.equal((await moderation.bans(on.bob, on.room.id, 0))[0]?.reason, null);
});

test("I8: moderationPage entries and bans are in a page, and the next goes on after them", async () => {
  await using on = await scene({ bounds: { moderationPage: 2 } });
  const { moderation } = on.at.chat;
  for (const { id: userId } of [on.admin, on.eve]) await moderation.ban(on.bob, on.room.id, { userId, reason: null });
  await moderation.unban(on.bob, on.room.id, on.eve.id);
  const first = await moderation.audit(on.bob, on.room.id, 1_000);
  const second = await moderation.audit(on.bob, on.room.id, first.at(-1)?.id ?? 0);
  assert.deepEqual(
    [first, second].map((page) => page.map(({ action }) => action)),
    [["unbanned", "banned"], ["banned"]],
  );
});
