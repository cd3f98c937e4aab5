import assert from "node:assert/strict";
import { test } from "node:test";
import { createLocalBus } from "../bus/local/local-bus.ts";
import type { Bus } from "../ports/bus.ts";
import { StoreError } from "../ports/store.ts";
import { createMemoryStore } from "../store/memory/memory-store.ts";
import type { ErrorCode } from "./errors.ts";
import { type MemoryChat, memoryChat } from "./testing/memory-chat.ts";
import { newAccounts } from "./testing/new-accounts.ts";
import { settle } from "./testing/settle.ts";
import { storeWith } from "./testing/store-with.ts";
import type { PresenceStatus, Watcher } from "./watching.ts";

interface Heard {
  readonly watcher: Watcher;
  readonly told: PresenceStatus[];
  /** `id state`, since this was last asked. */
  news(): string[];
}

const short = ({ userId, state, lastActiveAt }: PresenceStatus) => `${userId} ${state}${lastActiveAt === null ? " never" : ""}`;

function watcherOf({ chat }: MemoryChat, viewerId: string): Heard {
  const told: PresenceStatus[] = [];
  const watcher = chat.watching.watcher(viewerId, (status) => told.push(status));
  return { watcher, told, news: () => told.splice(0).map(short) };
}
const refusedAs = (code: ErrorCode) => ({ name: "ChatError", code });

/** Three accounts, the first two in one private room. */
async function roommates(options: Parameters<typeof memoryChat>[0] = {}) {
  const at = await memoryChat(options);
  const [ann, bob, cat] = await newAccounts(at.store, "ann", "bob", "cat");
  assert.ok(ann && bob && cat);
  const room = await at.chat.rooms.create(ann, { kind: "private", name: "Kitchen" });
  await at.chat.rooms.invite(ann, room.id, bob.id);
  return { at, ann, bob, cat, room };
}

test("who is watched is answered as they are, and every change of state is told, until they are unwatched", async () => {
  const { at, ann, bob } = await roommates();
  await using _ = at;
  const { watcher, told, news } = watcherOf(at, ann.id);
  assert.deepEqual((await watcher.watch([bob.id, bob.id])).map(short), ["bob offline"]);
  const connection = at.chat.presence.attend(bob);
  at.clock.advance(500);
  at.chat.presence.touch(bob.id);
  connection.setAway(true);
  assert.equal(told.at(-1)?.lastActiveAt, at.clock.now());
  assert.deepEqual((await watcher.watch([bob.id])).map(short), ["bob away"]);
  const leftAt = at.clock.now();
  connection.leave();
  at.clock.advance(2_000);
  assert.equal(told.at(-1)?.lastActiveAt, leftAt);
  assert.deepEqual(news(), ["bob online", "bob away", "bob offline"]);
  watcher.unwatch([bob.id]);
  at.chat.presence.enter(bob);
  assert.deepEqual(news(), []);
});

test("a user of another protocol is online, roster's rule stays as it is, and activity alone is not told", async () => {
  const { at, ann, bob } = await roommates();
  await using _ = at;
  const { watcher, news } = watcherOf(at, ann.id);
  await watcher.watch([bob.id]);
  const roster: string[] = [];
  at.chat.presence.listen(({ user, online }) => roster.push(`${user.id} ${online}`));
  const leave = at.chat.presence.enter(bob);
  const native = at.chat.presence.attend(bob);
  native.setAway(true);
  at.clock.advance(5_000);
  at.chat.presence.touch(bob.id);
  leave();
  native.leave();
  assert.deepEqual(roster, ["bob true", "bob false"], "at once, and nothing of away");
  const back = at.chat.presence.enter(bob);
  assert.deepEqual(news(), ["bob online"]);
  back();
  at.clock.advance(2_000);
  assert.deepEqual(roster, ["bob true", "bob false", "bob true", "bob false"]);
  assert.deepEqual(news(), ["bob offline"]);
});

test("I5: whom one may not know of is like nobody: offline, never seen, and without change", async () => {
  const { at, ann, bob, cat } = await roommates();
  await using _ = at;
  const { watcher, news } = watcherOf(at, cat.id);
  at.chat.presence.enter(bob);
  const answer = await watcher.watch(["nobody", bob.id, ann.id, cat.id]);
  assert.deepEqual(answer.map(short), ["nobody offline never", "bob offline never", "ann offline never", "cat offline"]);
  at.chat.presence.enter(ann);
  at.chat.presence.enter(cat);
  assert.deepEqual(news(), ["cat online"]);
});

test("I5: who leaves the last room they share is told of as offline, and not any more; both ways, and whoever left", async () => {
  for (const leaves of ["ann", "bob"] as const) {
    const { at, ann, bob, room } = await roommates();
    await using _ = at;
    const [byAnn, byBob] = [watcherOf(at, ann.id), watcherOf(at, bob.id)];
    await byAnn.watcher.watch([bob.id]);
    await byBob.watcher.watch([ann.id]);
    const attending = [at.chat.presence.attend(ann), at.chat.presence.attend(bob)];
    assert.deepEqual([byAnn.news(), byBob.news()], [["bob online"], ["ann online"]]);
    await at.chat.rooms.setRole(ann, room.id, { userId: bob.id, role: "owner" });
    await at.chat.rooms.leave(leaves === "ann" ? ann : bob, room.id);
    await settle();
    assert.deepEqual([byAnn.news(), byBob.news()], [["bob offline never"], ["ann offline never"]], leaves);
    for (const one of attending) one.setAway(true);
    assert.deepEqual([byAnn.news(), byBob.news()], [[], []]);
    assert.deepEqual((await byAnn.watcher.watch([bob.id])).map(short), ["bob offline never"]);
  }
});

test("who leaves one room and shares another is told of as before", async () => {
  const { at, ann, bob, room } = await roommates();
  await using _ = at;
  await at.chat.rooms.openDirect(ann, bob.id);
  const { watcher, news } = watcherOf(at, ann.id);
  await watcher.watch([bob.id]);
  await at.chat.rooms.leave(bob, room.id);
  await settle();
  at.chat.presence.enter(bob);
  assert.deepEqual(news(), ["bob online"]);
});

test("I5: who leaves while the store is asked is not known from then on", async () => {
  const memory = createMemoryStore();
  let meanwhile = async (): Promise<unknown> => undefined;
  const store = storeWith(memory, {
    acquaintancesOf: async (...args) => {
      const answer = await memory.acquaintancesOf(...args);
      const happens = meanwhile;
      meanwhile = async () => undefined;
      await happens();
      return answer;
    },
  });
  const { at, ann, bob, room } = await roommates({ store });
  await using _ = at;
  at.chat.presence.enter(bob);
  meanwhile = () => at.chat.rooms.leave(bob, room.id);
  const { watcher, news } = watcherOf(at, ann.id);
  assert.deepEqual((await watcher.watch([bob.id])).map(short), ["bob offline never"]);
  await settle();
  assert.deepEqual(news(), []);
});

test("what the store cannot say is not shown: a failing watch watches nobody, a failing check ends it", async () => {
  const memory = createMemoryStore();
  let isBroken = false;
  const acquaintancesOf: typeof memory.acquaintancesOf = (...args) =>
    isBroken ? Promise.reject(new StoreError("failed", "disk")) : memory.acquaintancesOf(...args);
  const { at, ann, bob, room } = await roommates({ store: storeWith(memory, { acquaintancesOf }), bounds: { watchedUsers: 1 } });
  await using _ = at;
  await at.chat.rooms.openDirect(ann, bob.id);
  const { watcher, news } = watcherOf(at, ann.id);
  isBroken = true;
  await assert.rejects(watcher.watch([bob.id]), refusedAs("unavailable"));
  isBroken = false;
  await watcher.watch([bob.id]);
  at.chat.presence.enter(bob);
  isBroken = true;
  await at.chat.rooms.leave(bob, room.id);
  await settle();
  assert.deepEqual(news(), ["bob online", "bob offline never"]);
  assert.equal(at.log.lines.filter(({ level }) => level === "warn").length, 2);
});

test("I8: watchedUsers at n and n + 1, whether one may know of them or not; what is refused changes nothing", async () => {
  const { at, ann, bob } = await roommates({ bounds: { watchedUsers: 2 } });
  await using _ = at;
  const { watcher, news } = watcherOf(at, ann.id);
  await watcher.watch(["nobody", bob.id]);
  await watcher.watch([bob.id, "nobody", bob.id]);
  await assert.rejects(watcher.watch(["another"]), refusedAs("limit_reached"));
  await assert.rejects(watcherOf(at, ann.id).watcher.watch(["a", "b", bob.id]), refusedAs("limit_reached"));
  watcher.unwatch(["nobody"]);
  await watcher.watch(["another"]);
  at.chat.presence.enter(bob);
  assert.deepEqual(news(), ["bob online"]);
});

test("I8: watchesPerMinute", async () => {
  const { at, ann, bob } = await roommates({ bounds: { watchesPerMinute: 2 } });
  await using _ = at;
  const { watcher } = watcherOf(at, ann.id);
  for (let n = 0; n < 2; n++) await watcher.watch([bob.id]);
  await assert.rejects(watcher.watch([bob.id]), refusedAs("rate_limited"));
});

test("a connection that went while its watch was under way hears nothing, and nothing is left of it", async () => {
  const local = createLocalBus();
  let hearing = 0;
  const bus: Bus = {
    ...local,
    hear: async (topic, listener) => {
      const stop = await local.hear(topic, listener);
      if (topic === "nodes") return stop;
      hearing++;
      return () => {
        hearing--;
        stop();
      };
    },
  };
  const { at, ann, bob } = await roommates({ bus });
  await using _ = at;
  const [gone, unwatching] = [watcherOf(at, ann.id), watcherOf(at, ann.id)];
  const watches = [gone.watcher.watch([bob.id]), unwatching.watcher.watch([bob.id])];
  gone.watcher.close();
  unwatching.watcher.unwatch([bob.id]);
  await Promise.all(watches);
  at.chat.presence.enter(bob);
  assert.deepEqual([gone.news(), unwatching.news()], [[], []]);
  await unwatching.watcher.watch([bob.id]);
  assert.equal(hearing, 2, "the one and the other, once each");
  unwatching.watcher.close();
  await settle();
  assert.equal(hearing, 0);
  assert.deepEqual(await gone.watcher.watch([bob.id]), []);
});

test("there is no gap between answer and subscription: the answer and what is told make the state, whenever it changes", async () => {
  const memory = createMemoryStore();
  const steps: (() => void)[] = [];
  const acquaintancesOf: typeof memory.acquaintancesOf = async (...args) => {
    for (const step of steps.splice(0)) {
      await settle(1);
      step();
    }
    return await memory.acquaintancesOf(...args);
  };
  const { at, ann, bob } = await roommates({ store: storeWith(memory, { acquaintancesOf }) });
  await using _ = at;
  const connection = at.chat.presence.attend(bob);
  steps.push(...[true, false, true].map((isAway) => () => connection.setAway(isAway)));
  const { watcher, news } = watcherOf(at, ann.id);
  assert.deepEqual((await watcher.watch([bob.id])).map(short), ["bob away"]);
  connection.setAway(false);
  assert.deepEqual(news(), ["bob online"]);
});

test("cost: with 10,000 online and 5 watchers a change makes 5 tells, one object, and no other reading of the store", async () => {
  const memory = createMemoryStore();
  let asked = 0;
  const acquaintancesOf: typeof memory.acquaintancesOf = (...args) => {
    asked++;
    return memory.acquaintancesOf(...args);
  };
  const { at, ann, bob } = await roommates({ store: storeWith(memory, { acquaintancesOf }), limitsOn: false });
  await using _ = at;
  for (let n = 0; n < 10_000; n++) at.chat.presence.enter({ ...bob, id: `u${n}` });
  const heard = Array.from({ length: 5 }, () => watcherOf(at, ann.id));
  for (const { watcher } of heard) await watcher.watch([bob.id]);
  asked = 0;
  at.chat.presence.enter(bob);
  const told = heard.flatMap((one) => one.told);
  assert.deepEqual([told.length, new Set(told).size, asked], [5, 1, 0]);
});

test("what another process says of its own connections arrives, and counts beside ours", async () => {
  const bus = createLocalBus();
  const memory = createMemoryStore();
  // Only the first node's core is the store's listener; the other one has its presence all the same.
  await using other = await memoryChat({ store: memory, bus });
  const { at, ann, bob } = await roommates({ store: memory, bus });
  await using _ = at;
  const { watcher, news } = watcherOf(at, ann.id);
  await watcher.watch([bob.id]);
  const share = (): void => other.clock.advance(other.chat.bounds.nodeShareMs);
  const there = other.chat.presence.attend(bob);
  share();
  assert.deepEqual(news(), ["bob online"]);
  const here = at.chat.presence.attend(bob);
  here.setAway(true);
  assert.deepEqual(news(), []);
  there.setAway(true);
  share();
  assert.deepEqual(news(), ["bob away"]);
  here.leave();
  at.clock.advance(2_000);
  there.leave();
  assert.deepEqual(news(), []);
  other.clock.advance(2_000);
  share();
  assert.deepEqual(news(), ["bob offline"]);
});

test("a listener that throws is logged and keeps no other from being told", async () => {
  const { at, ann, bob } = await roommates();
  await using _ = at;
  const broken = at.chat.watching.watcher(ann.id, () => {
    throw new Error("a listener's own fault");
  });
  const { watcher, news } = watcherOf(at, ann.id);
  for (const one of [broken, watcher]) await one.watch([bob.id]);
  at.chat.presence.enter(bob);
  assert.deepEqual(news(), ["bob online"]);
  assert.equal(at.log.lines.filter(({ level }) => level === "error").length, 1);
});
