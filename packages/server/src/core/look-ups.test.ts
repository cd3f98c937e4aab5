import assert from "node:assert/strict";
import { test } from "node:test";
import { loungeId } from "../ports/model.ts";
import { type MemoryChatOptions, memoryChat, signUp } from "./testing/memory-chat.ts";

async function scene(options: MemoryChatOptions = {}) {
  const at = await memoryChat(options);
  const { user: alice, session } = await signUp(at.chat, "alice");
  const { user: bobby } = await signUp(at.chat, "bobby");
  const room = await at.chat.rooms.create(alice, { kind: "public", name: "Kitchen" });
  await at.chat.rooms.join(bobby, room.id);
  const message = await at.chat.messages.post({ roomId: room.id, author: alice, text: "hello" });
  return { ...at, at, alice, bobby, session, room, message, [Symbol.asyncDispose]: () => at[Symbol.asyncDispose]() };
}
type Scene = Awaited<ReturnType<typeof scene>>;

/** Whatever a client may ask the store and has no rate of its own. Alice is the first account, and so an administrator. */
const lookUps: Readonly<Record<string, (on: Scene) => Promise<unknown>>> = {
  "messages.get": (on) => on.chat.messages.get(on.alice.id, on.message.id),
  "rooms.browse": (on) => on.chat.rooms.browse(on.alice, ""),
  "rooms.members": (on) => on.chat.rooms.members(on.alice, on.room.id, 0),
  "rooms.bans": (on) => on.chat.moderation.bans(on.alice, on.room.id, 0),
  "rooms.audit": (on) => on.chat.moderation.audit(on.alice, on.room.id, 99),
  "reports.ofRoom": (on) => on.chat.reports.ofRoom(on.alice, on.room.id, 0),
  "server.bans": (on) => on.chat.server.bans(on.alice, 0),
  "server.reports": (on) => on.chat.server.reports(on.alice, { isResolved: false, afterId: 0 }),
  "server.audit": (on) => on.chat.server.audit(on.alice, 99),
  "server.users": (on) => on.chat.server.users(on.alice, { name: "", afterKey: "" }),
  "account.me": (on) => on.chat.account.me(on.alice),
  "account.sessions": (on) => on.chat.account.sessions(on.session),
  "users.get": (on) => on.chat.account.profiles(on.alice, [on.bobby.id]),
  "users.find": (on) => on.chat.account.find(on.alice, "bob"),
  "blocks.list": (on) => on.chat.personal.blocks(on.alice),
  "typing.look": (on) => on.chat.typing.seat(on.alice, () => undefined).look([on.room.id, loungeId]),
};

test("I8: lookUpsPerMinute of a user are answered, one more is rate_limited, whatever it is", async () => {
  const all = Object.entries(lookUps);
  await using on = await scene({ bounds: { lookUpsPerMinute: all.length } });
  for (const [, ask] of all) await ask(on);
  for (const [name, ask] of all) await assert.rejects(ask(on), { code: "rate_limited" }, name);
  assert.equal((await on.chat.messages.get(on.bobby.id, on.message.id)).text, "hello", "others have their own");
  on.clock.advance(60_000);
  await on.chat.account.me(on.alice);
});

test("I8: directsPerMinute direct rooms of a user are answered, made or not, one more is rate_limited", async () => {
  await using on = await scene({ bounds: { directsPerMinute: 2 } });
  const open = () => on.chat.rooms.openDirect(on.alice, on.bobby.id);
  assert.equal((await open()).id, (await open()).id);
  await assert.rejects(open(), { code: "rate_limited" });
});

test("I8: settingsPerMinute holds for one's profile, password and sessions, too", async () => {
  await using on = await scene({ bounds: { settingsPerMinute: 3 } });
  const { account } = on.chat;
  const passwords = { current: "secret", next: "another" };
  await account.setProfile(on.alice, { about: "me" });
  await account.endOtherSessions(on.session);
  await assert.rejects(account.endSession(on.session, "none"), { code: "not_found" });
  for (const one of [
    () => account.setProfile(on.alice, { about: "me" }),
    () => account.endOtherSessions(on.session),
    () => account.endSession(on.session, "none"),
    () => account.changePassword(on.session, passwords),
  ]) {
    await assert.rejects(one(), { code: "rate_limited" });
  }
});

test("I5: who is banned while a room's members, bans, reports or audit log are read gets nothing of them", async () => {
  await using on = await scene();
  const { chat, store, alice, bobby, room } = on;
  const about = { userId: bobby.id, reason: null };
  const banned = async <T>(answer: T): Promise<T> => {
    await chat.moderation.ban(alice, room.id, about);
    return answer;
  };
  const { membersOf, roomBans, audit, reports } = store;
  store.membersOf = async (...asked) => await banned(await membersOf.call(store, ...asked));
  store.roomBans = async (...asked) => await banned(await roomBans.call(store, ...asked));
  store.audit = async (...asked) => await banned(await audit.call(store, ...asked));
  store.reports = async (...asked) => await banned(await reports.call(store, ...asked));
  for (const ask of [
    () => chat.rooms.members(bobby, room.id, 0),
    () => chat.rooms.info(bobby, room.id),
    () => chat.moderation.bans(bobby, room.id, 0),
    () => chat.moderation.audit(bobby, room.id, 99),
    () => chat.reports.ofRoom(bobby, room.id, 0),
  ]) {
    await chat.rooms.setRole(alice, room.id, { userId: bobby.id, role: "moderator" });
    await assert.rejects(ask(), { code: "not_found" });
    await chat.moderation.unban(alice, room.id, bobby.id);
    await chat.rooms.join(bobby, room.id);
  }
});
