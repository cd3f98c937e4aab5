import assert from "node:assert/strict";
import { test } from "node:test";
import type { User } from "../ports/model.ts";
import { loungeId } from "../ports/model.ts";
import { type MemoryChat, type MemoryChatOptions, memoryChat, signUp } from "./testing/memory-chat.ts";

interface Scene extends AsyncDisposable {
  readonly at: MemoryChat;
  readonly admin: User;
  readonly bob: User;
}

async function scene(options: MemoryChatOptions = {}): Promise<Scene> {
  const at = await memoryChat(options);
  const [admin, bob] = [(await signUp(at.chat, "admin")).user, (await signUp(at.chat, "bobby")).user];
  return { at, admin, bob, [Symbol.asyncDispose]: () => at[Symbol.asyncDispose]() };
}

const forGood = { reason: null, until: null };

test("the first account is the administrator, which the log says once", async () => {
  await using on = await scene();
  const lines = on.at.log.lines.filter(({ message }) => message.includes("administrator"));
  assert.deepEqual(
    lines.map(({ fields }) => fields),
    [{ user: on.admin.id }],
  );
});

test("what administrators may do is forbidden to everybody else, whatever it is about", async () => {
  await using on = await scene();
  const { server } = on.at.chat;
  const { id: userId } = on.admin;
  for (const doing of [
    () => server.ban(on.bob, { userId, ...forGood }),
    () => server.ban(on.bob, { userId: "nobody", reason: null, until: 0 }),
    () => server.unban(on.bob, userId),
    () => server.bans(on.bob, 0),
    () => server.setAdmin(on.bob, { userId: on.bob.id, isAdmin: true }),
    () => server.reports(on.bob, { isResolved: false, afterId: 0 }),
    () => server.resolve(on.bob, { reportId: 1, note: null }),
    () => server.audit(on.bob, 1_000),
    () => server.deleteMessage(on.bob, 1),
    () => server.users(on.bob, { name: "", afterKey: "" }),
  ])
    await assert.rejects(doing(), { code: "forbidden" }, String(doing));
});

test("being administrator gives nothing but that: no private room is read, no message of one deleted", async () => {
  await using on = await scene();
  const { messages, reports, rooms, server } = on.at.chat;
  const room = await rooms.create(on.bob, { kind: "private", name: "Kitchen" });
  const { id: messageId } = await messages.post({ roomId: room.id, author: on.bob, text: "secret" });
  await assert.rejects(rooms.members(on.admin, room.id, 0), { code: "not_found" });
  await assert.rejects(messages.versions(on.admin.id, messageId), { code: "not_found" });
  await assert.rejects(server.deleteMessage(on.admin, messageId), { code: "not_found" });
  await reports.create(on.bob, { about: { messageId }, text: "mine, but take it away" });
  const [report] = await server.reports(on.admin, { isResolved: false, afterId: 0 });
  assert.equal(report?.message?.text, "secret");
  assert.notEqual((await server.deleteMessage(on.admin, messageId)).deletedAt, null);
});

test("a ban from the server ends sessions, tells connections at once and refuses the right password as forbidden", async () => {
  await using on = await scene();
  const { accounts, messages, server } = on.at.chat;
  const login = () => accounts.login({ name: "bobby", password: "password-1", address: "192.0.2.1" });
  const signed = [await login(), await login()];
  const ended: string[] = [];
  for (const { session } of signed) accounts.watch(session, () => ended.push(session.id));
  await server.ban(on.admin, { userId: on.bob.id, ...forGood });
  assert.deepEqual(ended.toSorted(), signed.map(({ session }) => session.id).toSorted());
  for (const { token } of signed) await assert.rejects(accounts.authenticate(token), { code: "token_invalid" });
  await assert.rejects(login(), { code: "forbidden" });
  const wrong = accounts.login({ name: "bobby", password: "password-2", address: "192.0.2.1" });
  await assert.rejects(wrong, { code: "credentials_invalid" }, "nobody else learns of it");
  await assert.rejects(messages.post({ roomId: loungeId, author: on.bob, text: "x" }), { code: "forbidden" });
  await assert.rejects(accounts.register({ name: "bobby", password: "password-1", address: "192.0.2.2" }), {
    code: "name_taken",
  });
  await server.unban(on.admin, on.bob.id);
  assert.equal((await login()).user.id, on.bob.id);
});

test("a session that a ban ends between its authentication and its watch is told all the same", async () => {
  await using on = await scene();
  const { accounts, server } = on.at.chat;
  const { session } = await accounts.login({ name: "bobby", password: "password-1", address: "192.0.2.1" });
  await server.ban(on.admin, { userId: on.bob.id, ...forGood });
  await new Promise<void>((resolve) => accounts.watch(session, resolve));
});

test("a guest is shut out: who watches is told, and the guest does not come in under any name; as another guest anybody does", async () => {
  await using on = await scene();
  const { guests, server } = on.at.chat;
  const told: string[] = [];
  const stop = guests.watch("mine", () => told.push("first"));
  const user = await guests.enter({ clientId: "mine", name: "Gast" });
  guests.watch("other", () => told.push("other"));
  guests.watch("mine", () => told.push("second"));
  await server.ban(on.admin, { userId: user.id, ...forGood });
  assert.deepEqual(told, ["first", "second"]);
  stop();
  guests.leave(user);
  await assert.rejects(guests.enter({ clientId: "mine", name: "Another" }), { code: "forbidden" });
  await guests.enter({ clientId: "other", name: "Gast" });
  await server.unban(on.admin, user.id);
  await guests.enter({ clientId: "mine", name: "Another" });
});

test("a ban until some time is over by the clock; one that would be over already is refused", async () => {
  await using on = await scene();
  const { accounts, server } = on.at.chat;
  const until = on.at.clock.now() + 10_000;
  const login = () => accounts.login({ name: "bobby", password: "password-1", address: "192.0.2.1" });
  await assert.rejects(server.ban(on.admin, { userId: on.bob.id, reason: null, until: on.at.clock.now() }), {
    code: "bad_request",
  });
  await server.ban(on.admin, { userId: on.bob.id, reason: "cool down", until });
  on.at.clock.advance(9_999);
  await assert.rejects(login(), { code: "forbidden" });
  assert.equal((await server.bans(on.admin, 0)).length, 1);
  on.at.clock.advance(1);
  assert.equal((await login()).user.id, on.bob.id);
  assert.deepEqual(await server.bans(on.admin, 0), []);
});

test("administrators are made and unmade; the last one stays, and none is banned before that was taken", async () => {
  await using on = await scene();
  const { server } = on.at.chat;
  await assert.rejects(server.setAdmin(on.admin, { userId: on.admin.id, isAdmin: false }), { code: "forbidden" });
  await assert.rejects(server.setAdmin(on.admin, { userId: "nobody", isAdmin: true }), { code: "not_found" });
  await server.setAdmin(on.admin, { userId: on.bob.id, isAdmin: true });
  await assert.rejects(server.ban(on.admin, { userId: on.bob.id, ...forGood }), { code: "forbidden" });
  await server.setAdmin(on.bob, { userId: on.admin.id, isAdmin: false });
  await assert.rejects(server.audit(on.admin, 1_000), { code: "forbidden" });
  const actions = (await server.audit(on.bob, 1_000)).map(({ action, userId }) => [action, userId]);
  assert.deepEqual(actions, [
    ["admin_unmade", on.admin.id],
    ["admin_made", on.bob.id],
    ["admin_made", on.admin.id],
  ]);
});

test("appoint makes named accounts administrators, by any spelling of the name; names without an account are logged", async () => {
  await using on = await scene();
  const { server } = on.at.chat;
  await server.appoint(["ＢＯＢＢＹ", "nobody", "admin"]);
  assert.ok(await on.at.store.isAdmin(on.bob.id));
  const warnings = on.at.log.lines.filter(({ level }) => level === "warn");
  assert.deepEqual(
    warnings.map(({ fields }) => fields),
    [{ name: "nobody" }],
  );
  const [entry] = await server.audit(on.bob, 1_000);
  assert.deepEqual([entry?.action, entry?.by], ["admin_made", null]);
});

test("I8: serverDeedsPerMinute changes of one administrator, then rate_limited", async () => {
  await using on = await scene({ bounds: { serverDeedsPerMinute: 2 } });
  const { server } = on.at.chat;
  await server.unban(on.admin, on.bob.id);
  await server.unban(on.admin, on.bob.id);
  await assert.rejects(server.unban(on.admin, on.bob.id), { code: "rate_limited" });
  await server.bans(on.admin, 0);
});

test("users lists accounts by name, those whose names begin so in any spelling, page by page", async () => {
  await using on = await scene({ bounds: { moderationPage: 2 } });
  const { server } = on.at.chat;
  for (const name of ["anna", "Anton"]) await signUp(on.at.chat, name);
  const names = async (name: string, afterKey = "") =>
    (await server.users(on.admin, { name, afterKey })).map(({ user, isAdmin }) => [user.name, isAdmin]);
  assert.deepEqual(await names("AN"), [
    ["anna", false],
    ["Anton", false],
  ]);
  assert.deepEqual(await names(""), [
    ["admin", true],
    ["anna", false],
  ]);
  assert.deepEqual(await names("", "anna"), [
    ["Anton", false],
    ["bobby", false],
  ]);
});
