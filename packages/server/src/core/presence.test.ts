import assert from "node:assert/strict";
import { test } from "node:test";
import type { User } from "../ports/model.ts";
import { createMemoryStore } from "../store/memory/memory-store.ts";
import type { PresenceEntry } from "./api.ts";
import { memoryChat, signUp } from "./testing/memory-chat.ts";
import { settle } from "./testing/settle.ts";
import { storeWith } from "./testing/store-with.ts";

const guest = (name: string): User => ({
  id: `guest_${name}`,
  kind: "guest",
  name,
  displayName: null,
  createdAt: 0,
  lastActiveAt: 0,
});
const shown = (entries: readonly PresenceEntry[]) => entries.map(({ user, online }) => `${user.name} ${online ? "on" : "off"}`);

test("a user is online from the first of their connections to the last, and told of once each time", async () => {
  await using at = await memoryChat();
  const { presence } = at.chat;
  const heard: PresenceEntry[] = [];
  presence.listen((entry) => heard.push(entry));
  const leaveFirst = presence.enter(guest("bob"));
  const leaveSecond = presence.enter(guest("bob"));
  assert.equal(presence.onlineCount, 1);
  leaveFirst();
  leaveFirst();
  assert.equal(presence.onlineCount, 1);
  leaveSecond();
  assert.equal(presence.onlineCount, 0);
  assert.deepEqual(shown(heard), ["bob on", "bob off"]);
  presence.enter(guest("bob"));
  assert.deepEqual(shown(heard), ["bob on", "bob off", "bob on"]);
});

test("an address is nobody to be online", async () => {
  await using at = await memoryChat();
  at.chat.presence.listen(() => assert.fail("told"));
  at.chat.presence.enter({ ...guest("x"), kind: "address" })();
  assert.deepEqual([at.chat.presence.onlineCount, at.chat.presence.list(10)], [0, []]);
});

test("the list: all who are online, then the most recently active of the others, the same array until something changes", async () => {
  await using at = await memoryChat();
  const { presence } = at.chat;
  for (const name of ["one", "two", "three"]) {
    at.clock.advance(1_000);
    presence.enter(guest(name))();
  }
  presence.enter(guest("ann"));
  const list = presence.list(2);
  assert.deepEqual(shown(list), ["ann on", "three off", "two off"]);
  assert.equal(presence.list(2), list);
  assert.deepEqual(shown(presence.list(0)), ["ann on"]);
  at.clock.advance(1_000);
  presence.touch("guest_ann");
  assert.equal(presence.list(2)[0]?.lastActiveAt, at.clock.now());
  presence.enter(guest("one"));
  assert.deepEqual(shown(presence.list(10)), ["ann on", "one on", "three off", "two off"]);
});

test("who is active without being online is listed as most recently active", async () => {
  await using at = await memoryChat();
  const { presence } = at.chat;
  for (const name of ["one", "two"]) {
    at.clock.advance(1_000);
    presence.enter(guest(name))();
  }
  at.clock.advance(1_000);
  presence.touch("guest_one");
  assert.deepEqual(shown(presence.list(10)), ["one off", "two off"]);
});

test("I8: offlineUsersKept are remembered, the longest gone are forgotten", async () => {
  await using at = await memoryChat({ bounds: { offlineUsersKept: 3 } });
  for (let i = 0; i < 20; i++) {
    at.clock.advance(1_000);
    at.chat.presence.enter(guest(`g${i}`))();
  }
  assert.deepEqual(shown(at.chat.presence.list(100)), ["g19 off", "g18 off", "g17 off"]);
});

test("who was active is written down every activityFlushMs and at the end, so that a restart knows them", async () => {
  const store = createMemoryStore();
  {
    await using at = await memoryChat({ store });
    const { user } = await signUp(at.chat, "alice");
    at.clock.advance(60_000);
    at.chat.presence.enter(user);
    at.clock.advance(10_000);
    await settle();
    assert.equal((await store.findUser(user.id))?.lastActiveAt, at.clock.now() - 10_000);
    at.chat.presence.touch(user.id);
  }
  await using again = await memoryChat({ store });
  assert.deepEqual(
    again.chat.presence.list(10).map(({ user, online, lastActiveAt }) => [user.name, online, lastActiveAt]),
    [["alice", false, again.clock.now() + 70_000]],
  );
});

test("activity that cannot be written is logged and hurts nobody", async () => {
  const store = storeWith(createMemoryStore(), { touchUsers: () => Promise.reject(new Error("disk")) });
  const at = await memoryChat({ store });
  at.chat.presence.enter(guest("bob"));
  await at.chat.close();
  assert.equal(at.log.lines.filter(({ level }) => level === "warn").length, 1);
});

test("the wall clock jumping back makes nobody less recently active", async () => {
  await using at = await memoryChat();
  at.chat.presence.enter(guest("bob"));
  const before = at.clock.now();
  at.clock.jumpWall(-3_600_000);
  at.chat.presence.touch("guest_bob");
  assert.equal(at.chat.presence.list(0)[0]?.lastActiveAt, before);
});

test("a new name is shown and told at once, on every connection, and nothing else changes", async () => {
  await using at = await memoryChat();
  const { chat } = at;
  const { user } = await signUp(chat, "alice");
  assert.deepEqual(shown(chat.presence.list(10)), ["alice off"]);
  const heard: PresenceEntry[] = [];
  chat.presence.listen((entry) => heard.push(entry));
  const leave = chat.presence.enter(user);
  await chat.accounts.setDisplayName(user, "Wonder");
  assert.equal(chat.shownName(user), "Wonder", "also where the old user is still at hand");
  assert.deepEqual(shown(heard), ["alice on", "Wonder on"]);
  leave();
  assert.deepEqual(shown(chat.presence.list(10)), ["Wonder off"]);
  assert.equal(chat.shownName(user), "alice");
});

test("an account that was read before it was renamed comes in under its new name, online or not", async () => {
  await using at = await memoryChat();
  const { chat } = at;
  const { user } = await signUp(chat, "alice");
  const leave = chat.presence.enter(user);
  const heard: PresenceEntry[] = [];
  await chat.accounts.setDisplayName(user, "Wonder");
  chat.presence.listen((entry) => heard.push(entry));
  const leaveSecond = chat.presence.enter(user);
  assert.deepEqual(shown(heard), []);
  assert.equal(chat.shownName(user), "Wonder");
  leave();
  leaveSecond();
  chat.presence.enter(user);
  assert.deepEqual(shown(heard), ["Wonder off", "Wonder on"]);
  assert.equal(chat.shownName(user), "Wonder");
});

test("a guest goes by the name of the latest connection", async () => {
  await using at = await memoryChat();
  const { presence } = at.chat;
  const heard: PresenceEntry[] = [];
  presence.listen((entry) => heard.push(entry));
  const leave = presence.enter(guest("bob"));
  const leaveSecond = presence.enter({ ...guest("bob"), name: "rob" });
  leave();
  leaveSecond();
  presence.enter(guest("bob"));
  assert.deepEqual(shown(heard), ["bob on", "rob on", "rob off", "bob on"]);
});

test("an entry of the list is the same object until it changed", async () => {
  await using at = await memoryChat();
  const { presence } = at.chat;
  const entries = () => presence.list(10);
  presence.enter(guest("ann"));
  const leave = presence.enter(guest("bob"));
  const before = entries();
  at.clock.advance(1_000);
  presence.touch("guest_bob");
  const touched = entries();
  assert.equal(touched[0], before[0]);
  assert.notEqual(touched[1], before[1]);
  leave();
  const left = entries();
  assert.equal(left[0], before[0]);
  assert.equal(left[1], entries()[1]);
});
