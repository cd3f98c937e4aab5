import assert from "node:assert/strict";
import { test } from "node:test";
import type { Bounds } from "../ports/bounds.ts";
import type { FileRef, Person } from "../ports/model.ts";
import { loungeId } from "../ports/model.ts";
import { StoreError } from "../ports/store.ts";
import { createMemoryStore } from "../store/memory/memory-store.ts";
import type { Signed } from "./api.ts";
import { deletedName } from "./names.ts";
import { type MemoryChat, memoryChat, signUp } from "./testing/memory-chat.ts";
import { settle } from "./testing/settle.ts";
import { storeWith } from "./testing/store-with.ts";

const password = "password-1";
const address = "192.0.2.1";

function picture({ chat }: MemoryChat, owner: Person, type = "image/png"): Promise<FileRef> {
  return chat.files.save({ bytes: Uint8Array.of(1, 2, 3), name: "me.png", type, owner, address });
}
const say = ({ chat }: MemoryChat, { user }: Signed, text: string) =>
  chat.messages.post({ roomId: loungeId, author: { id: user.id, kind: user.kind, name: user.name }, text });
const codeOf = (doing: Promise<unknown>): Promise<string> =>
  doing.then(
    () => "done",
    (error: { readonly code: string }) => error.code,
  );
const open = (bounds: Partial<Bounds> = {}) => memoryChat({ bounds });

test("a profile is changed as a whole and told to whoever follows it, by whichever way it changed", async () => {
  await using it = await open();
  const { account, accounts } = it.chat;
  const { user } = await signUp(it.chat, "alice");
  const told: (string | null)[] = [];
  const stop = account.onChanged(user.id, ({ user: { displayName }, about }) => told.push(displayName, about));
  const file = await picture(it, user);
  const profile = await account.setProfile(user, { displayName: "Queen", about: "of hearts", avatarFileId: file.id });
  assert.deepEqual([profile.user.displayName, profile.about, profile.avatar], ["Queen", "of hearts", file]);
  assert.deepEqual(await account.me(user), profile);
  assert.equal(it.chat.shownName(profile.user), "Queen");
  await accounts.setDisplayName(user, "King");
  await settle();
  assert.deepEqual(told, ["Queen", "of hearts", "King", "of hearts"]);
  stop();
  assert.equal((await account.setProfile(user, { about: " \n" })).about, null);
  assert.equal(told.length, 4);
});

test("what a profile may not be is refused; a picture must be one's own, and safe to show", async () => {
  await using it = await open();
  const { account } = it.chat;
  const [{ user }, other] = [await signUp(it.chat, "alice"), await signUp(it.chat, "bob")];
  const guest = await it.chat.guests.enter({ clientId: "g", name: "Guest" });
  const tried = async (update: object, who = user) => await codeOf(account.setProfile(who, update));
  assert.equal(await tried({ displayName: "x" }), "name_invalid");
  assert.equal(await tried({ displayName: "BOB" }), "name_taken");
  assert.equal(await tried({ displayName: deletedName }), "name_taken");
  for (const file of [await picture(it, other.user), await picture(it, user, "image/svg+xml"), { id: "none" }]) {
    assert.equal(await tried({ avatarFileId: file.id }), "file_invalid");
  }
  assert.equal(await tried({ about: "x" }, guest), "forbidden");
  assert.equal((await account.me(guest)).user.name, "Guest");
});

test("I8: aboutChars, profilesAtOnce, sessionLabelChars and sessionsListed hold, at n and n + 1", async () => {
  await using it = await open({ aboutChars: 3, profilesAtOnce: 2, sessionLabelChars: 3, sessionsListed: 4 });
  const { account, accounts } = it.chat;
  const { user } = await signUp(it.chat, "alice");
  assert.equal((await account.setProfile(user, { about: "😀😀😀" })).about, "😀😀😀");
  assert.equal(await codeOf(account.setProfile(user, { about: "😀😀😀😀" })), "text_too_long");
  assert.equal((await account.profiles(user, [user.id, user.id])).length, 2);
  assert.equal(await codeOf(account.profiles(user, [user.id, user.id, user.id])), "bad_request");
  for (const [label, kept] of [
    ["a\u202e😀c", "a😀c"],
    ["a😀cd", "a😀c"],
    ["\n ", null],
  ] as const) {
    const { session } = await accounts.login({ name: "alice", password, address, label });
    const shown = (await account.sessions(session)).find(({ isCurrent }) => isCurrent);
    assert.equal(shown?.label, kept);
    it.clock.advance(1);
  }
  for (const has of ["four and the first", "five and the first"]) {
    it.clock.advance(1);
    const { session } = await accounts.login({ name: "alice", password, address });
    const shown = await account.sessions(session);
    assert.deepEqual([shown.length, shown[0]?.isCurrent], [4, true], has);
  }
});

test("users are found by how a name or display name begins, in any spelling, and none that one may not know of (I5)", async () => {
  await using it = await open({ usersFound: 2 });
  const { account } = it.chat;
  const users = [];
  for (const name of ["alice", "alina", "albert", "bob"]) users.push((await signUp(it.chat, name)).user);
  const [alice, , , bob] = users;
  assert.ok(alice && bob);
  const found = async (text: string) => (await account.find(alice, text)).map(({ user }) => user.name);
  assert.deepEqual(await found("ALI"), ["alice", "alina"]);
  assert.deepEqual(await found("al"), ["albert", "alice"], "at most usersFound");
  await account.setProfile(bob, { displayName: "Älfred" });
  assert.deepEqual(await found("äL"), ["bob"]);
  assert.deepEqual(await found(""), []);
  await it.chat.rooms.leave(bob, loungeId);
  assert.deepEqual([await found("bob"), await account.profiles(alice, [bob.id])], [[], []]);
});

test("I8: namesScanned holds: past so many names with the prefix nobody more is found", async () => {
  await using it = await open({ namesScanned: 2 });
  const { account } = it.chat;
  const users = [];
  for (const name of ["ann1", "ann2", "ann3"]) users.push((await signUp(it.chat, name)).user);
  const [first, second, third] = users;
  assert.ok(first && second && third);
  const found = async () => (await account.find(third, "ann")).map(({ user }) => user.name);
  assert.deepEqual(await found(), ["ann1", "ann2"]);
  await it.chat.rooms.leave(second, loungeId);
  assert.deepEqual(await found(), ["ann1"]);
});

test("a new password ends the other sessions and leaves this one; a wrong one counts as a failed login", async () => {
  await using it = await open({ loginFailuresPerAccountPerMinute: 2 });
  const { account, accounts } = it.chat;
  const { session, token } = await signUp(it.chat, "alice");
  const other = await accounts.login({ name: "alice", password, address });
  const ended: string[] = [];
  accounts.watch(session, () => ended.push("this"));
  accounts.watch(other.session, () => ended.push("other"));
  const change = (current: string, next: string) => codeOf(account.changePassword(session, { current, next }));
  assert.equal(await change(password, "short"), "password_invalid");
  assert.equal(await change("wrong", "password-2"), "credentials_invalid");
  assert.equal(await change(password, "password-2"), "done");
  assert.deepEqual(ended, ["other"]);
  assert.equal((await accounts.authenticate(token)).id, session.id);
  assert.equal(await codeOf(accounts.authenticate(other.token)), "token_invalid");
  assert.equal(await codeOf(accounts.login({ name: "alice", password, address })), "credentials_invalid");
  assert.equal(await change("password-2", "password-3"), "rate_limited", "two failures in a minute");
});

test("sessions are listed with when they were last in use, which is noted once in sessionSeenMs, and ended one by one or all but this", async () => {
  await using it = await open({ sessionSeenMs: 1_000 });
  const { account, accounts } = it.chat;
  const first = await signUp(it.chat, "alice");
  const second = await accounts.login({ name: "alice", password, address, label: "phone" });
  const start = it.clock.now();
  const shown = async () => (await account.sessions(second.session)).map(({ usedAt }) => usedAt && usedAt - start);
  assert.deepEqual(await shown(), [null, null]);
  for (const [ms, seen] of [
    [10, 10],
    [999, 10],
    [1, 1_010],
  ] as const) {
    it.clock.advance(ms);
    await accounts.authenticate(first.token);
    await settle();
    assert.deepEqual((await shown()).toSorted(), [null, seen].toSorted());
  }
  const ended: string[] = [];
  const stop = accounts.watch(first.session, () => ended.push("first"));
  accounts.watch(second.session, () => ended.push("second"));
  const rows = await account.sessions(second.session);
  assert.deepEqual(
    rows.map(({ id, label, isCurrent }) => [id, label, isCurrent]).toSorted(),
    [
      [first.session.id, null, false],
      [second.session.id, "phone", true],
    ].toSorted(),
  );
  for (const { usedAt } of rows) assert.equal(usedAt, it.clock.now(), "both have connections now");
  assert.equal(await codeOf(accounts.authenticate(first.session.id)), "token_invalid", "an id is no token");
  const stranger = await signUp(it.chat, "bob");
  assert.equal(await codeOf(account.endSession(stranger.session, first.session.id)), "not_found");
  await account.endSession(second.session, first.session.id);
  assert.deepEqual(ended, ["first"]);
  stop();
  const third = await accounts.login({ name: "alice", password, address });
  await account.endOtherSessions(second.session);
  assert.equal(await codeOf(accounts.authenticate(third.token)), "token_invalid");
  await account.endSession(second.session, second.session.id);
  assert.deepEqual(ended, ["first"], "who asks is answered first");
  it.clock.advance(1);
  assert.deepEqual(ended, ["first", "second"]);
});

test("a deleted account: its token and password are refused as unknown, its name is free, and it is shown as deleted wherever it was", async () => {
  await using it = await open();
  const { account, accounts, feeds, presence } = it.chat;
  const alice = await signUp(it.chat, "alice");
  const [bob, again] = [await signUp(it.chat, "bob"), await accounts.login({ name: "alice", password, address })];
  await say(it, alice, "hello");
  const leave = presence.enter(alice.user);
  const ended: string[] = [];
  accounts.watch(alice.session, () => ended.push("this"));
  accounts.watch(again.session, () => ended.push("other"));
  let looks = 0;
  feeds.lounge.attach((events) => (looks += events.length === 0 ? 1 : 0));
  assert.equal(await codeOf(account.delete(alice.session, { password: "wrong", erase: false })), "credentials_invalid");
  await account.delete(alice.session, { password, erase: false });
  assert.deepEqual(ended, ["other"]);
  it.clock.advance(1);
  assert.deepEqual(ended, ["other", "this"]);
  const [message] = feeds.lounge.recent(1);
  assert.deepEqual([message?.text, message?.author.name, looks], ["hello", deletedName, 1]);
  const names = () => presence.list(10).map(({ user, online }) => [user.name, online]);
  assert.deepEqual(names(), [
    [deletedName, true],
    ["bob", false],
  ]);
  leave();
  assert.deepEqual(names(), [["bob", false]]);
  for (const { token } of [alice, again]) assert.equal(await codeOf(accounts.authenticate(token)), "token_invalid");
  assert.equal(await codeOf(accounts.login({ name: "alice", password, address })), "credentials_invalid");
  assert.equal(await codeOf(say(it, alice, "still here")), "token_invalid");
  assert.equal(await codeOf(it.chat.rooms.openDirect(bob.user, alice.user.id)), "not_found");
  assert.notEqual((await signUp(it.chat, "alice")).user.id, alice.user.id);
});

test("erasing goes on in the background, slowly where everybody is told, and after a restart and a store that failed", async () => {
  const store = createMemoryStore();
  let isBroken = true;
  const failing = storeWith(store, {
    continueDeletion: (step) => (isBroken ? Promise.reject(new StoreError("full", "disk full")) : store.continueDeletion(step)),
  });
  const bounds = { erasedAtOnce: 2, deletionScan: 3, erasureGapMs: 100, feedRetryMs: 50 };
  const texts = async () => (await store.snapshot(loungeId, 100))?.messages.map(({ text }) => text);
  {
    await using it = await memoryChat({ bounds, store: failing });
    const [alice, bob] = [await signUp(it.chat, "alice"), await signUp(it.chat, "bob")];
    for (let n = 0; n < 5; n += 1) await say(it, n === 1 ? bob : alice, `text ${n}`);
    await settle();
    await it.chat.account.delete(alice.session, { password, erase: true });
    await settle();
    assert.equal(it.log.lines.filter(({ message }) => message.includes("could not go on")).length > 0, true);
  }
  assert.deepEqual(await texts(), ["text 0", "text 1", "text 2", "text 3", "text 4"]);
  isBroken = false;
  await using it = await memoryChat({ bounds, store: failing });
  const seen: (number | undefined)[] = [];
  for (let n = 0; n < 10; n += 1) {
    await settle();
    seen.push((await texts())?.filter((text) => text !== "").length);
    it.clock.advance(100);
  }
  assert.deepEqual([...new Set(seen)], [4, 2, 1], "a step, a wait, a step");
  assert.deepEqual(await texts(), ["", "text 1", "", "", ""]);
  assert.deepEqual(
    it.chat.feeds.lounge.recent(9).map(({ author, deletedAt }) => [author.name, deletedAt !== null]),
    [
      [deletedName, true],
      ["bob", false],
      [deletedName, true],
      [deletedName, true],
      [deletedName, true],
    ],
  );
});

test("I8: exportsPerMinute holds, and one export at a time", async () => {
  await using it = await open({ exportsPerMinute: 2 });
  const { session } = await signUp(it.chat, "alice");
  const first = await it.chat.account.export(session);
  assert.equal(await codeOf(it.chat.account.export(session)), "rate_limited");
  first.end();
  (await it.chat.account.export(session)).end();
  assert.equal(await codeOf(it.chat.account.export(session)), "rate_limited");
  it.clock.advance(60_001);
  assert.equal(await codeOf(it.chat.account.export(session)), "done");
});
