import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createLocalBus } from "../bus/local/local-bus.ts";
import type { Bus } from "../ports/bus.ts";
import type { Message, Person, RoomEvent } from "../ports/model.ts";
import { StoreError } from "../ports/store.ts";
import { createMemoryStore } from "../store/memory/memory-store.ts";
import { createLossyBus } from "./testing/lossy-bus.ts";
import { ManualClock } from "./testing/manual-clock.ts";
import { type MemoryChat, memoryChat } from "./testing/memory-chat.ts";
import { seededRandom } from "./testing/random.ts";
import { settle, settleUntil } from "./testing/settle.ts";
import { storeWith } from "./testing/store-with.ts";

const ann: Person = { id: "user_ann", kind: "address", name: "Ann" };

const say = ({ chat }: MemoryChat, text: string): Promise<Message> =>
  chat.messages.post({ roomId: "lounge", author: ann, text, membersOnly: false });
const react = ({ chat }: MemoryChat, messageId: number, emoji: string) =>
  chat.messages.toggleReaction({ messageId, user: ann, emoji });
const hearing = ({ chat }: MemoryChat): RoomEvent[] => {
  const heard: RoomEvent[] = [];
  chat.feeds.lounge.attach((events) => heard.push(...events));
  return heard;
};
const seqsOf = (events: readonly RoomEvent[]) => events.map(({ seq }) => seq);
const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);

test("I1: a message is heard after it is durable and before its sender is answered", async () => {
  const memory = createMemoryStore();
  let commit = (): void => undefined;
  const durable = new Promise<void>((resolve) => {
    commit = resolve;
  });
  await using at = await memoryChat({ store: storeWith(memory, { post: (post) => durable.then(() => memory.post(post)) }) });
  const heard = hearing(at);
  let heardWhenAnswered = -1;
  const posting = say(at, "hello").then(() => {
    heardWhenAnswered = heard.length;
  });
  await settle();
  assert.deepEqual([heard.length, heardWhenAnswered], [0, -1]);
  commit();
  await posting;
  assert.equal(heardWhenAnswered, 1);
});

test("I1: what the store refused is never heard", async () => {
  const store = storeWith(createMemoryStore(), { post: () => Promise.reject(new StoreError("full", "no space on /var")) });
  await using at = await memoryChat({ store });
  const heard = hearing(at);
  await assert.rejects(say(at, "hello"), { code: "unavailable" });
  assert.deepEqual([heard, at.chat.feeds.lounge.recent(10)], [[], []]);
});

test("recent holds the newest messages in their present state, oldest first, the same objects until they change", async () => {
  await using at = await memoryChat();
  const { lounge } = at.chat.feeds;
  const first = await say(at, "one");
  await say(at, "two");
  const before = lounge.recent(10);
  await react(at, first.id, "👍");
  const after = lounge.recent(10);
  assert.deepEqual(
    after.map(({ text }) => text),
    ["one", "two"],
  );
  assert.deepEqual(after[0]?.reactions, [{ emoji: "👍", userIds: [ann.id] }]);
  assert.deepEqual(before[0]?.reactions, [], "what was handed out does not change");
  assert.equal(after[1], before[1]);
  await react(at, first.id, "👍");
  assert.deepEqual(lounge.recent(10)[0]?.reactions, []);
  assert.deepEqual([lounge.recent(1)[0]?.text, lounge.recent(0).length], ["two", 0]);
});

test("I8: recent holds feedWindow messages, not one more, however many come; a reaction to an older one is still an event", async () => {
  await using at = await memoryChat({ bounds: { feedWindow: 10 }, limitsOn: false });
  const first = await say(at, "0");
  for (let i = 1; i <= 10; i++) await say(at, `${i}`);
  const texts = () => at.chat.feeds.lounge.recent(1_000).map(({ text }) => text);
  assert.deepEqual(texts(), range(1, 10).map(String));
  for (let i = 11; i <= 50; i++) await say(at, `${i}`);
  assert.deepEqual(texts(), range(41, 50).map(String));
  const heard = hearing(at);
  await react(at, first.id, "👍");
  assert.deepEqual(
    heard.map(({ type }) => type),
    ["reaction_added"],
  );
  assert.deepEqual(texts(), range(41, 50).map(String));
});

test("I2: after a restart the feed goes on where the store stands", async () => {
  const store = createMemoryStore();
  {
    await using before = await memoryChat({ store });
    const { id } = await say(before, "before");
    await react(before, id, "🎉");
  }
  await using after = await memoryChat({ store });
  const heard = hearing(after);
  const [kept] = after.chat.feeds.lounge.recent(10);
  assert.deepEqual([kept?.text, kept?.reactions], ["before", [{ emoji: "🎉", userIds: [ann.id] }]]);
  await say(after, "after");
  assert.deepEqual(seqsOf(heard), [3]);
});

test("I2: recent and attach in one turn, at any moment, give every message once", async () => {
  await using at = await memoryChat({ limitsOn: false });
  const views: string[][] = [];
  const join = (): void => {
    const seen = at.chat.feeds.lounge.recent(1_000).map(({ text }) => text);
    views.push(seen);
    at.chat.feeds.lounge.attach((events) => {
      for (const event of events) if (event.type === "posted") seen.push(event.message.text);
    });
  };
  join();
  // Also from within a listener, while the event is being told.
  at.chat.feeds.lounge.attach((events) => {
    if (events.some(({ seq }) => seq % 7 === 0)) join();
  });
  const posting = range(1, 40).map((i) => say(at, `${i}`));
  for (let i = 0; i < 10; i++) {
    join();
    await settle(1);
  }
  await Promise.all(posting);
  assert.ok(views.length > 15);
  for (const seen of views) assert.deepEqual(seen, range(1, 40).map(String));
});

test("I2: over a bus that loses, repeats and reorders, everyone hears every event once and in order, and recent is right", async () => {
  let [lost, held, repeated] = [0, 0, 0];
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random = seededRandom(seed);
      const [bus, clock, memory] = [createLossyBus(random), new ManualClock(), createMemoryStore()];
      const store = storeWith(memory, {
        eventsAfter: (...input) =>
          random() < 0.2 ? Promise.reject(new StoreError("busy", "locked")) : memory.eventsAfter(...input),
      });
      await using at = await memoryChat({ bus, clock, store, limitsOn: false, bounds: { feedCatchUp: 4, feedWindow: 15 } });
      const heard = hearing(at);
      const late: { readonly from: number; readonly seqs: number[] }[] = [];
      let last = 0;
      for (let i = 0; i < 40; i++) {
        const { id } = await say(at, `${i}`);
        last++;
        if (random() < 0.4) {
          await react(at, id - (random() < 0.5 ? 0 : 1), "👍").catch(() => last--);
          last++;
        }
        if (random() < 0.2) await settle(1);
        if (random() < 0.1) {
          const entry = { from: heard.length, seqs: [] as number[] };
          at.chat.feeds.lounge.attach((events) => entry.seqs.push(...seqsOf(events)));
          late.push(entry);
        }
      }
      bus.releaseHeld();
      // A gap at the end shows when a later event comes: the last is sent until it must have got through.
      const [final] = await memory.eventsAfter("lounge", last - 1, 1);
      for (let i = 0; i < 20; i++) if (final !== undefined) bus.publish("room:lounge", [final]);
      await settleUntil(() => heard.length >= last, clock);
      assert.deepEqual(seqsOf(heard), range(1, last));
      for (const { from, seqs } of late) assert.deepEqual(seqs, range(from + 1, last));
      assert.deepEqual(at.chat.feeds.lounge.recent(15), (await memory.snapshot("lounge", 15))?.messages);
      lost += bus.done.lost;
      held += bus.done.held;
      repeated += bus.done.repeated;
    }),
    { numRuns: 25 },
  );
  assert.ok(lost > 100 && held > 100 && repeated > 100, "the bus misbehaved");
});

test("I2: what is committed while the feed opens is heard once", async () => {
  const [memory, bus] = [createMemoryStore(), createLocalBus()];
  await using first = await memoryChat({ store: memory, bus });
  await say(first, "before");
  const store = storeWith(memory, {
    onCommit: () => undefined,
    snapshot: async (...input) => {
      await say(first, "while subscribed, not yet read");
      const snapshot = await memory.snapshot(...input);
      await say(first, "read, not yet started");
      return snapshot;
    },
  });
  await using second = await memoryChat({ store, bus });
  const heard = hearing(second);
  assert.equal(second.chat.feeds.lounge.recent(10).length, 3);
  await say(first, "after");
  assert.deepEqual(seqsOf(heard), [4]);
});

test("the wall clock jumping back an hour changes no order", async () => {
  await using at = await memoryChat();
  const heard = hearing(at);
  await say(at, "one");
  at.clock.jumpWall(-3_600_000);
  await say(at, "two");
  assert.deepEqual(seqsOf(heard), [1, 2]);
  assert.deepEqual(
    at.chat.feeds.lounge.recent(2).map(({ text }) => text),
    ["one", "two"],
  );
});

test("a chat whose store cannot be read does not open, and leaves nothing behind", async () => {
  const fail = () => Promise.reject(new StoreError("failed", "input/output error"));
  for (const replaced of [{ snapshot: fail }, { recentUsers: fail }, { snapshot: async () => null }]) {
    const local = createLocalBus();
    const clock = new ManualClock();
    let following = 0;
    const bus: Bus = {
      ...local,
      async subscribe(topic, listener) {
        const stop = await local.subscribe(topic, listener);
        following++;
        return () => {
          following--;
          stop();
        };
      },
    };
    await assert.rejects(memoryChat({ store: storeWith(createMemoryStore(), replaced), bus, clock }));
    assert.deepEqual([following, clock.pending], [0, 0]);
  }
});

test("after close nothing is heard and nothing waits", async () => {
  const at = await memoryChat();
  const heard = hearing(at);
  await at.chat.feeds.followUser("u", () => assert.fail("heard"));
  await at.chat.close();
  await at.chat.close();
  await say(at, "hello");
  assert.deepEqual(heard, []);
  assert.equal(at.clock.pending, 0);
});

test("caughtUp: what another node committed is in recent, though the bus lost it and nothing follows (feedCatchUpMs)", async () => {
  const memory = createMemoryStore();
  const bus = createLossyBus(() => 0, { lose: 1, hold: 0, repeat: 0 });
  let isStuck = false;
  const stuck = storeWith(memory, {
    eventsAfter: (...asked) => (isStuck ? new Promise(() => undefined) : memory.eventsAfter(...asked)),
  });
  await using at = await memoryChat({ store: stuck, bus, bounds: { feedCatchUp: 2 } });
  const { lounge } = at.chat.feeds;
  const heard = hearing(at);
  for (const text of ["one", "two", "three", "four", "five"]) await say(at, text);
  assert.deepEqual([lounge.recent(9), heard], [[], []]);
  await lounge.caughtUp();
  assert.deepEqual(
    lounge.recent(9).map(({ text }) => text),
    ["one", "two", "three", "four", "five"],
  );
  assert.deepEqual(seqsOf(heard), range(1, 5), "and its listeners were told, once");
  isStuck = true;
  await say(at, "six");
  let isAnswered = false;
  void lounge.caughtUp()?.then(() => {
    isAnswered = true;
  });
  at.clock.advance(499);
  await settle();
  assert.equal(isAnswered, false);
  at.clock.advance(1);
  await settle();
  assert.equal(isAnswered, true, "with what is known");
});

test("a bus that loses nothing has nothing to catch up with", async () => {
  await using at = await memoryChat();
  assert.equal(at.chat.feeds.lounge.caughtUp(), undefined);
});
