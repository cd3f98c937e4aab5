import assert from "node:assert/strict";
import { test } from "node:test";
import { createLocalBus } from "../bus/local/local-bus.ts";
import type { Bus } from "../ports/bus.ts";
import { loungeId, type RoomEvent, type User } from "../ports/model.ts";
import { type Store, StoreError } from "../ports/store.ts";
import { createMemoryStore } from "../store/memory/memory-store.ts";
import { memoryChat } from "./testing/memory-chat.ts";
import { settle } from "./testing/settle.ts";
import { storeWith } from "./testing/store-with.ts";

const bounds = { heldMessages: 3, feedRetryMs: 1_000 };
const account = async (store: Store, name: string): Promise<User> => {
  const given = { id: name, name, nameKey: name, email: null, emailKey: null, passwordHash: "", at: 0, joins: [loungeId] };
  const outcome = await store.createAccount(given);
  return outcome.kind === "created" ? outcome.user : assert.fail(outcome.kind);
};

/** Readings of a store that wait for the test, once it says so. What they answer is what was so when they were asked. */
function slowStore() {
  const memory = createMemoryStore();
  const waiting: { readonly room: string; go(error?: Error): void }[] = [];
  let isSlow = false;
  const slow = <I extends [string, ...unknown[]], T>(read: (...input: I) => Promise<T>) => {
    return async (...input: I): Promise<T> => {
      const answer = await read.apply(memory, input);
      if (!isSlow) return answer;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      waiting.push({ room: input[0], go: (error) => (error === undefined ? resolve() : reject(error)) });
      await promise;
      return answer;
    };
  };
  return {
    store: storeWith(memory, {
      eventsAfter: slow(memory.eventsAfter),
      snapshot: slow(memory.snapshot),
      standingsOf: slow(memory.standingsOf),
    }),
    waiting,
    set isSlow(is: boolean) {
      isSlow = is;
    },
    /** Answers what was asked so far. */
    async answer(error?: Error): Promise<void> {
      for (const { go } of waiting.splice(0)) go(error);
      await settle();
    },
  };
}

/** A bus that loses what the test says, of which the tail has handed over everything all the same: no message waits for that here. */
function losingBus() {
  const local = createLocalBus();
  let isLosing: (topic: string) => boolean = () => false;
  const bus: Bus = {
    ...local,
    lossless: false,
    order: { passedId: Number.MAX_SAFE_INTEGER, expect: () => undefined, onPassed: () => () => undefined },
    publish: (topic, batch) => void (isLosing(topic) || local.publish(topic, batch)),
  };
  return {
    bus,
    /** Does it, and none of what is published to such topics meanwhile arrives. */
    async losing<T>(topics: string, work: () => Promise<T>): Promise<T> {
      isLosing = (topic) => topic.startsWith(topics);
      const done = await work();
      isLosing = () => false;
      return done;
    },
  };
}

/** Ann's connection, and bob, who talks. */
async function scene({ lossless = false } = {}) {
  const { bus, losing } = losingBus();
  const slow = slowStore();
  const at = await memoryChat({ store: slow.store, bounds, limitsOn: false, ...(lossless ? {} : { bus }) });
  const [ann, bob] = [await account(slow.store, "ann"), await account(slow.store, "bob")];
  const { chat } = at;
  const group = await chat.rooms.create(bob, { kind: "public", name: "group" });
  const follow = async (user: User) => {
    const shown: string[] = [];
    const seen = { shown, overflows: 0 };
    await chat.feeds.ordered.follow(user.id, {
      show: (events: readonly RoomEvent[]) => {
        for (const event of events) if (event.type === "posted") shown.push(event.message.text);
      },
      overflowed: () => {
        seen.overflows += 1;
      },
    });
    return seen;
  };
  const say = (roomId: string, text: string) => chat.messages.post({ roomId, author: bob, text });
  const whisper = (text: string) => chat.messages.postPrivate({ author: bob, to: { name: "ann" }, text });
  return {
    at,
    chat,
    ann,
    bob,
    group,
    slow,
    bus: at.bus,
    losing,
    follow,
    say,
    whisper,
    [Symbol.asyncDispose]: () => chat.close(),
  };
}

test("I9: nothing goes before what a direct room misses, while the store is read for it", async () => {
  await using on = await scene();
  await on.whisper("before");
  const { shown } = await on.follow(on.ann);
  on.slow.isSlow = true;
  await on.losing("user:", () => on.whisper("1"));
  await on.whisper("2");
  await on.say(loungeId, "3");
  await settle();
  assert.deepEqual(shown, []);
  await on.slow.answer();
  assert.deepEqual(shown, ["1", "2", "3"]);
});

test("I9: nothing goes before what the lounge misses, nor before what a group misses", async () => {
  for (const kind of ["lounge", "group"]) {
    await using on = await scene();
    const roomId = kind === "lounge" ? loungeId : on.group.id;
    if (kind === "group") await on.chat.rooms.join(on.ann, roomId);
    await on.whisper("before");
    const { shown } = await on.follow(on.ann);
    on.slow.isSlow = true;
    await on.losing("room:", () => on.say(roomId, "1"));
    await on.say(roomId, "2");
    await on.whisper("3");
    await settle();
    assert.deepEqual(shown, [], kind);
    await on.slow.answer();
    assert.deepEqual(shown, ["1", "2", "3"], kind);
  }
});

test("I9: nothing goes before what a joined group said while its stream was opened, on one node and on several", async () => {
  for (const lossless of [true, false]) {
    await using on = await scene({ lossless });
    const { shown } = await on.follow(on.ann);
    on.slow.isSlow = true;
    await on.chat.rooms.join(on.ann, on.group.id);
    await on.say(on.group.id, "1");
    await on.say(loungeId, "2");
    await on.say(on.group.id, "3");
    await settle();
    assert.deepEqual([shown, on.slow.waiting.length], [[], 1], "its position is being read");
    await on.slow.answer();
    assert.deepEqual([shown, on.slow.waiting.length], [[], 1], "and now what it said since");
    await on.say(loungeId, "4");
    await on.slow.answer();
    assert.deepEqual(shown, ["1", "2", "3", "4"]);
  }
});

test("I9: nothing goes before what a group said between a joining and its arrival, when the stream was open for others", async () => {
  await using on = await scene();
  await on.follow(on.bob);
  const { shown } = await on.follow(on.ann);
  on.slow.isSlow = true;
  await on.losing("user:", () => on.chat.rooms.join(on.ann, on.group.id));
  await on.say(on.group.id, "1");
  const joining = (await createReading(on)).find((event) => event.type === "member_joined" && event.user.id === on.ann.id);
  assert.ok(joining);
  on.bus.publish(`user:${on.ann.id}`, [joining]);
  await settle();
  await on.say(loungeId, "2");
  assert.deepEqual(shown, []);
  await on.slow.answer();
  assert.deepEqual(shown, ["1", "2"]);
});

/** The group's events, read past the slow readings. */
async function createReading({ slow, group }: Awaited<ReturnType<typeof scene>>): Promise<readonly RoomEvent[]> {
  slow.isSlow = false;
  const events = await slow.store.eventsAfter(group.id, 0, 100);
  slow.isSlow = true;
  return events;
}

test("I9: from the first frame: what a room was told of while an inbox still read positions is shown first", async () => {
  await using on = await scene();
  await on.whisper("before");
  on.slow.isSlow = true;
  const following = on.follow(on.ann);
  await settle();
  assert.equal(on.slow.waiting.length, 1, "the positions are read");
  await on.losing("user:", () => on.whisper("1"));
  await on.whisper("2");
  await on.slow.answer();
  assert.ok(
    on.slow.waiting.some(({ room }) => room !== on.ann.id),
    "and now what the room misses",
  );
  for (const standings of on.slow.waiting.filter(({ room }) => room === on.ann.id)) standings.go();
  await settle();
  for (const standings of on.slow.waiting.filter(({ room }) => room === on.ann.id)) standings.go();
  const { shown } = await following;
  await on.say(loungeId, "3");
  assert.deepEqual(shown, []);
  await on.slow.answer();
  assert.deepEqual(shown, ["1", "2", "3"]);
});

test("I8: a room that cannot be read closes who waits for it after heldMessages, and nobody else", async () => {
  await using on = await scene({ lossless: true });
  const [byAnn, byBob] = [await on.follow(on.ann), await on.follow(on.bob)];
  await on.chat.rooms.leave(on.bob, on.group.id).catch(() => undefined);
  on.slow.isSlow = true;
  const other = await on.chat.rooms.create(on.ann, { kind: "public", name: "other" });
  assert.equal(on.slow.waiting.length, 1);
  const texts = ["1", "2", "3", "4"];
  for (const text of texts) {
    await on.slow.answer(new StoreError("busy", "locked"));
    on.at.clock.advance(bounds.feedRetryMs);
    await settle();
    await on.say(loungeId, text);
  }
  assert.deepEqual([byAnn.overflows, byAnn.shown, byBob.overflows, byBob.shown], [1, [], 0, texts]);
  const again = await on.follow(on.ann);
  await on.chat.messages.post({ roomId: other.id, author: on.ann, text: "5" });
  await on.say(loungeId, "6");
  assert.deepEqual(again.shown, []);
  on.slow.isSlow = false;
  await on.slow.answer();
  on.at.clock.advance(bounds.feedRetryMs);
  await settle();
  assert.deepEqual([again.overflows, again.shown], [0, ["5", "6"]]);
});
