import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createLocalBus } from "../bus/local/local-bus.ts";
import type { Bus } from "../ports/bus.ts";
import type { RoomEvent, User } from "../ports/model.ts";
import { StoreError } from "../ports/store.ts";
import { createMemoryStore } from "../store/memory/memory-store.ts";
import { createLossyBus } from "./testing/lossy-bus.ts";
import { ManualClock } from "./testing/manual-clock.ts";
import { type MemoryChat, memoryChat } from "./testing/memory-chat.ts";
import { seededRandom } from "./testing/random.ts";
import { settle, settleUntil } from "./testing/settle.ts";
import { storeWith } from "./testing/store-with.ts";

const following = async ({ chat }: MemoryChat, user: User) => {
  const heard: RoomEvent[] = [];
  const stop = await chat.feeds.followUser(user.id, (events) => heard.push(...events));
  return { heard, stop };
};
const account = async (at: MemoryChat, name: string): Promise<User> => {
  const outcome = await at.store.createAccount({
    id: name,
    name,
    nameKey: name,
    email: null,
    emailKey: null,
    passwordHash: "none",
    at: 0,
    joins: ["lounge"],
  });
  return outcome.kind === "created" ? outcome.user : assert.fail(outcome.kind);
};
const accounts = async (at: MemoryChat) =>
  [await account(at, "ann"), await account(at, "bob"), await account(at, "eve")] as const;
const told = (events: readonly RoomEvent[]) => events.map((event) => (event.type === "posted" ? event.message.text : event.type));

test("a private message reaches both of its pair, each follower once, and is the first thing of a room that did not exist", async () => {
  await using at = await memoryChat();
  const [ann, bob] = await accounts(at);
  const [forAnn, forBob, forBobToo] = [await following(at, ann), await following(at, bob), await following(at, bob)];
  await at.chat.messages.postPrivate({ author: ann, to: { name: "BOB" }, text: "hello" });
  for (const { heard } of [forAnn, forBob, forBobToo]) assert.deepEqual(told(heard), ["member_joined", "member_joined", "hello"]);
});

test("a note to oneself comes once", async () => {
  await using at = await memoryChat();
  const [ann] = await accounts(at);
  const { heard } = await following(at, ann);
  await at.chat.messages.postPrivate({ author: ann, to: { name: "ann" }, text: "milk" });
  assert.deepEqual(told(heard), ["member_joined", "milk"]);
});

test("I5: nobody but its pair is ever handed an event of a direct room", async () => {
  const published: string[] = [];
  const local = createLocalBus();
  const bus: Bus = {
    ...local,
    publish(topic, batch) {
      published.push(topic);
      local.publish(topic, batch);
    },
  };
  await using at = await memoryChat({ bus });
  const [ann, bob, eve] = await accounts(at);
  const forEve = await following(at, eve);
  const inLounge: RoomEvent[] = [];
  at.chat.feeds.lounge.attach((events) => inLounge.push(...events));
  published.length = 0;
  const room = await at.chat.rooms.openDirect(ann, bob.id);
  const { id } = await at.chat.messages.post({ roomId: room.id, author: ann, text: "secret" });
  await at.chat.messages.postPrivate({ author: bob, to: { name: "ann" }, text: "secret" });
  await at.chat.messages.toggleReaction({ messageId: id, user: bob, emoji: "🤫" });
  assert.deepEqual([forEve.heard, inLounge, at.chat.feeds.lounge.recent(10)], [[], [], []]);
  assert.deepEqual(new Set(published), new Set([`user:${ann.id}`, `user:${bob.id}`]));
});

test("one's joining of a public room comes to oneself, and the room's other events do not", async () => {
  await using at = await memoryChat();
  const { heard } = await following(at, {
    id: "ann",
    kind: "account",
    name: "ann",
    displayName: null,
    createdAt: 0,
    lastActiveAt: 0,
  });
  const [ann] = await accounts(at);
  await at.chat.messages.post({ roomId: "lounge", author: ann, text: "to all" });
  assert.deepEqual(
    heard.map(({ type, room, seq }) => [type, room.id, seq]),
    [["member_joined", "lounge", 1]],
  );
});

test("one subscription serves all followers of a user and ends with the last", async () => {
  const local = createLocalBus();
  const open = new Set<symbol>();
  const bus: Bus = {
    ...local,
    async subscribe(topic, listener) {
      const one = Symbol(topic);
      const stop = await local.subscribe(topic, listener);
      if (topic.startsWith("user:")) open.add(one);
      return () => {
        open.delete(one);
        stop();
      };
    },
  };
  await using at = await memoryChat({ bus });
  const [ann] = await accounts(at);
  const all = await Promise.all([following(at, ann), following(at, ann), following(at, ann)]);
  assert.equal(open.size, 1);
  const [first, second, third] = all;
  first?.stop();
  first?.stop();
  second?.stop();
  assert.equal(open.size, 1);
  third?.stop();
  assert.equal(open.size, 0);
  const again = await following(at, ann);
  assert.equal(open.size, 1);
  await at.chat.messages.postPrivate({ author: ann, to: { name: "ann" }, text: "milk" });
  assert.deepEqual([told(again.heard), first?.heard, third?.heard], [["member_joined", "milk"], [], []]);
});

test("a follow that fails leaves nothing behind and may be tried again", async () => {
  const local = createLocalBus();
  let down = true;
  const bus: Bus = {
    ...local,
    subscribe: (topic, listener) =>
      down && topic.startsWith("user:") ? Promise.reject(new StoreError("failed", "bus down")) : local.subscribe(topic, listener),
  };
  await using at = await memoryChat({ bus });
  const [ann] = await accounts(at);
  const outcomes = await Promise.allSettled([following(at, ann), following(at, ann)]);
  assert.deepEqual(
    outcomes.map((outcome) => outcome.status === "rejected" && outcome.reason.code),
    ["unavailable", "unavailable"],
  );
  down = false;
  await following(at, ann);
});

test("I2: over a bus that loses, repeats and reorders, each direct room comes whole and in order, old rooms and new", async () => {
  let misbehaved = 0;
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random = seededRandom(seed);
      const [bus, clock, memory] = [createLossyBus(random), new ManualClock(), createMemoryStore()];
      const store = storeWith(memory, {
        eventsAfter: (...input) =>
          random() < 0.2 ? Promise.reject(new StoreError("busy", "locked")) : memory.eventsAfter(...input),
      });
      await using at = await memoryChat({ bus, clock, store, limitsOn: false, bounds: { roomsPerPage: 1, feedCatchUp: 3 } });
      const [ann, bob, eve] = await accounts(at);
      const old = await at.chat.rooms.openDirect(ann, bob.id);
      await at.chat.messages.post({ roomId: old.id, author: bob, text: "old" });
      const heard: RoomEvent[] = [];
      // The lounge joined long ago may still come out of the bus; only direct rooms are counted.
      await at.chat.feeds.followUser(ann.id, (events) => heard.push(...events.filter(({ room }) => room.kind === "direct")));
      for (let i = 0; i < 30; i++) {
        await at.chat.messages.postPrivate({ author: random() < 0.5 ? bob : eve, to: { name: "ann" }, text: `${i}` });
      }
      bus.releaseHeld();
      const expected = new Map<string, number[]>();
      for (const room of await at.chat.rooms.of(ann.id)) {
        if (room.kind !== "direct") continue;
        const all = await memory.eventsAfter(room.id, room.id === old.id ? 3 : 0, 1_000);
        expected.set(
          room.id,
          all.map(({ seq }) => seq),
        );
        const final = all.at(-1);
        if (final !== undefined) for (let i = 0; i < 20; i++) bus.publish(`user:${ann.id}`, [final]);
      }
      const total = [...expected.values()].flat().length;
      await settleUntil(() => heard.length >= total, clock);
      const seen = Map.groupBy(heard, ({ room }) => room.id);
      for (const [roomId, seqs] of expected)
        assert.deepEqual(
          (seen.get(roomId) ?? []).map(({ seq }) => seq),
          seqs,
        );
      assert.equal(heard.length, total);
      misbehaved += Math.min(bus.done.lost, bus.done.held, bus.done.repeated);
    }),
    { numRuns: 25 },
  );
  assert.ok(misbehaved > 50, "the bus misbehaved");
});

for (const lossless of [true, false]) {
  test(`I8: of more than inboxRooms rooms the longest quiet is forgotten, and its next event still comes once (lossless: ${lossless})`, async () => {
    await using at = await memoryChat({ bus: { ...createLocalBus(), lossless }, bounds: { inboxRooms: 2 }, limitsOn: false });
    const ann = await account(at, "ann");
    const others = await Promise.all(["bob", "eve", "joe"].map((name) => account(at, name)));
    const { heard } = await following(at, ann);
    for (const round of [1, 2]) {
      for (const author of others)
        await at.chat.messages.postPrivate({ author, to: { name: "ann" }, text: `${author.name}${round}` });
    }
    await settle();
    const texts = told(heard).filter((text) => text !== "member_joined");
    assert.deepEqual(texts, ["bob1", "eve1", "joe1", "bob2", "eve2", "joe2"]);
  });
}

test("I2, I8: a room that waits for the store is not forgotten, however many others come meanwhile", async () => {
  const [memory, local] = [createMemoryStore(), createLocalBus()];
  let loses = false;
  const bus: Bus = { ...local, lossless: false, publish: (topic, batch) => void (loses || local.publish(topic, batch)) };
  const reading = Promise.withResolvers<void>();
  const store = storeWith(memory, { eventsAfter: (...input) => reading.promise.then(() => memory.eventsAfter(...input)) });
  await using at = await memoryChat({ store, bus, bounds: { inboxRooms: 1 } });
  const [ann, bob, eve] = await accounts(at);
  await at.chat.rooms.openDirect(ann, bob.id);
  const { heard } = await following(at, ann);
  const send = (author: User, text: string) => at.chat.messages.postPrivate({ author, to: { name: "ann" }, text });
  loses = true;
  await send(bob, "lost");
  loses = false;
  await send(bob, "after the gap");
  await send(eve, "from another room");
  await send(bob, "still waiting");
  assert.deepEqual(told(heard), ["member_joined", "member_joined", "from another room"]);
  reading.resolve();
  await settle();
  assert.deepEqual(told(heard).slice(3), ["lost", "after the gap", "still waiting"]);
});

test("one's joining of a public room comes once, however often the bus brings it", async () => {
  const bus: Bus = { ...createLocalBus(), lossless: false };
  await using at = await memoryChat({ bus });
  const { heard } = await following(at, {
    id: "ann",
    kind: "account",
    name: "ann",
    displayName: null,
    createdAt: 0,
    lastActiveAt: 0,
  });
  await accounts(at);
  bus.publish("user:ann", heard.slice());
  assert.deepEqual(told(heard), ["member_joined"]);
});

test("I2: what a bus lost of a room whose position was let go of (inboxRooms) still comes, before what it did not lose", async () => {
  const local = createLocalBus();
  let loses = false;
  const bus: Bus = { ...local, lossless: false, publish: (topic, batch) => void (loses || local.publish(topic, batch)) };
  await using at = await memoryChat({ bus, bounds: { inboxRooms: 1 }, limitsOn: false });
  const [ann, bob, eve] = await accounts(at);
  const { heard } = await following(at, ann);
  const send = (author: User, text: string) => at.chat.messages.postPrivate({ author, to: { name: "ann" }, text });
  await send(bob, "first");
  await send(eve, "bob's is forgotten now");
  loses = true;
  await send(bob, "lost");
  loses = false;
  await send(bob, "not lost");
  await settle();
  assert.deepEqual(
    told(heard).filter((text) => text !== "member_joined"),
    ["first", "bob's is forgotten now", "lost", "not lost"],
  );
});
