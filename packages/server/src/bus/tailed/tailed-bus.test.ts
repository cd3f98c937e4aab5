import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { busContract } from "@parlance/conformance/bus-contract/bus-contract.ts";
import fc from "fast-check";
import { createLossyBus } from "../../core/testing/lossy-bus.ts";
import { ManualClock } from "../../core/testing/manual-clock.ts";
import type { MemoryChat } from "../../core/testing/memory-chat.ts";
import { seededRandom } from "../../core/testing/random.ts";
import { settle, settleUntil } from "../../core/testing/settle.ts";
import { keptLog, noTelemetry } from "../../core/testing/silence.ts";
import { storeWith } from "../../core/testing/store-with.ts";
import { deaf, nodesOver, remote, shared } from "../../core/testing/tailed-nodes.ts";
import { boundsWith } from "../../ports/bounds.ts";
import type { Bus } from "../../ports/bus.ts";
import type { RoomEvent, User } from "../../ports/model.ts";
import type { MovementStore } from "../../ports/movements.ts";
import { type Store, StoreError } from "../../ports/store.ts";
import { createMemoryStore } from "../../store/memory/memory-store.ts";
import { createLocalBus } from "../local/local-bus.ts";
import { openTailedBus } from "./tailed-bus.ts";

const nothing = (): void => undefined;
const account = async ({ store }: MemoryChat, name: string): Promise<User> => {
  const given = { id: name, name, nameKey: name, email: null, emailKey: null, passwordHash: "none", at: 0, joins: ["lounge"] };
  const outcome = await store.createAccount(given);
  return outcome.kind === "created" ? outcome.user : assert.fail(outcome.kind);
};
const texts = (events: readonly RoomEvent[]) => events.flatMap((event) => (event.type === "posted" ? [event.message.text] : []));
const at = <T>(list: readonly T[], index: number): T => list[index] ?? assert.fail("not there");

for (const [name, inner] of [
  ["over a local bus", () => remote(createLocalBus())],
  ["over a bus that carries signals only", deaf],
] as const) {
  busContract(`tailed, ${name}`, async () => {
    const options = {
      store: createMemoryStore(),
      clock: new ManualClock(),
      bounds: boundsWith(),
      log: keptLog(),
      telemetry: noTelemetry,
    };
    return {
      nodes: [await openTailedBus({ ...options, inner: inner(), onCommit: () => nothing })],
      until: async (condition) => assert.ok(condition()),
      rest: async () => undefined,
    };
  });
}

describe("a tailed bus", () => {
  test("I2: over a bus that loses, repeats and reorders, everything comes once and in order, also when nothing follows it", async () => {
    let misbehaved = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const random = seededRandom(seed);
        const lossy = createLossyBus(random, { lose: 0.4, hold: 0.2, repeat: 0.1 });
        let isFaulty = false;
        const failing = <I extends unknown[], T>(read: (...input: I) => Promise<T>): ((...input: I) => Promise<T>) => {
          return (...input) => (isFaulty && random() < 0.2 ? Promise.reject(new StoreError("busy", "locked")) : read(...input));
        };
        await using cluster = await nodesOver(2, {
          inner: shared(lossy),
          bounds: { tailPage: 7, feedCatchUp: 5, roomsPerPage: 2 },
          store: (own) => storeWith(own, { movementsAfter: failing(own.movementsAfter), eventsAfter: failing(own.eventsAfter) }),
        });
        const [here, there] = [at(cluster.nodes, 0), at(cluster.nodes, 1)];
        const lounge: RoomEvent[] = [];
        here.chat.feeds.lounge.attach((events) => lounge.push(...events));
        const [ann, bob] = [await account(here, "ann"), await account(there, "bob")];
        const heard: RoomEvent[] = [];
        await here.chat.feeds.followRooms(ann.id, (events) => heard.push(...events));
        const group = await there.chat.rooms.create(bob, { name: "group", kind: "private" });
        isFaulty = true;
        const doing = [
          () => there.chat.rooms.invite(bob, group.id, ann.id),
          () => there.chat.messages.post({ roomId: group.id, author: bob, text: "in the group" }),
          () => there.chat.messages.postPrivate({ author: bob, to: { name: "ann" }, text: "private" }),
          () => here.chat.messages.postPrivate({ author: ann, to: { name: "bob" }, text: "private, from here" }),
          () => there.chat.messages.post({ roomId: "lounge", author: bob, text: "to all" }),
          () => here.chat.messages.post({ roomId: "lounge", author: ann, text: "to all, from here" }),
        ];
        for (let i = 0; i < 30; i++) {
          await at(doing, Math.floor(random() * doing.length))();
          if (random() < 0.2) cluster.clock.advance(400);
          await settle(Math.floor(random() * 3));
        }
        isFaulty = false;
        const wanted = new Map<string, readonly number[]>();
        for (const { id } of await there.store.roomsOf(ann.id, "", 100)) {
          const events = await there.store.eventsAfter(id, 0, 1_000);
          const joining = events.findIndex((event) => event.type === "member_joined" && event.user.id === ann.id);
          wanted.set(
            id,
            events.slice(id === group.id ? joining : 0).map(({ seq }) => seq),
          );
        }
        const seen = (id: string) =>
          (id === "lounge" ? lounge : heard.filter(({ room }) => room.id === id)).map(({ seq }) => seq);
        await settleUntil(() => [...wanted].every(([id, seqs]) => seen(id).length >= seqs.length), cluster.clock);
        await settle();
        for (const [id, seqs] of wanted) assert.deepEqual(seen(id), seqs, id);
        misbehaved += Math.min(lossy.done.lost, lossy.done.held, lossy.done.repeated, cluster.counted.tail, cluster.counted.bus);
      }),
      { numRuns: 40 },
    );
    assert.ok(misbehaved > 60, "the bus misbehaved");
  });

  test("the last event of a room arrives within tailPollMs when the bus loses it, for feeds, streams and inboxes", async () => {
    await using cluster = await nodesOver(2, { inner: deaf });
    const [here, there] = [at(cluster.nodes, 0), at(cluster.nodes, 1)];
    const [ann, bob] = [await account(here, "ann"), await account(there, "bob")];
    const heard: RoomEvent[] = [];
    await here.chat.feeds.followRooms(ann.id, (events) => heard.push(...events));
    here.chat.feeds.lounge.attach((events) => heard.push(...events));
    await settle();
    heard.length = 0;
    await there.chat.messages.post({ roomId: "lounge", author: bob, text: "to all" });
    await there.chat.messages.postPrivate({ author: bob, to: { name: "ann" }, text: "private" });
    await settle();
    cluster.clock.advance(boundsWith().tailPollMs - 1);
    await settle();
    assert.deepEqual(texts(heard), []);
    cluster.clock.advance(1);
    await settle();
    assert.deepEqual(texts(heard).sort(), ["private", "to all"]);
  });

  test("a commit elsewhere is read at once while the bus brings no events, and is not while it does", async () => {
    for (const [isUp, carriesEvents, isRead] of [
      [true, true, false],
      [false, true, true],
      [true, false, true],
    ] as const) {
      let committed = nothing;
      let reads = 0;
      const onCommit = (listener: () => void) => {
        committed = listener;
        return nothing;
      };
      const store = (own: Store & MovementStore) =>
        storeWith(own, {
          movementsAfter: (...input) => {
            reads += 1;
            return own.movementsAfter(...input);
          },
        });
      await using cluster = await nodesOver(1, { inner: () => ({ ...deaf(), isUp, carriesEvents }), onCommit, store });
      await settle();
      reads = 0;
      committed();
      await settle();
      assert.equal(reads > 0, isRead, `${isUp} ${carriesEvents}`);
      assert.equal(cluster.nodes.length, 1);
    }
  });

  test("I8: however many commits ask for it, the store is read once in tailGapMs, and at once for the first", async () => {
    let committed = nothing;
    let reads = 0;
    const onCommit = (listener: () => void) => {
      committed = listener;
      return nothing;
    };
    const store = (own: Store & MovementStore) =>
      storeWith(own, {
        movementsAfter: (...input) => {
          reads += 1;
          return own.movementsAfter(...input);
        },
      });
    await using cluster = await nodesOver(1, { inner: deaf, onCommit, store, bounds: { tailGapMs: 5 } });
    await settle();
    cluster.clock.advance(5);
    reads = 0;
    const counts: number[] = [];
    for (let ms = 0; ms <= 10; ms++) {
      committed();
      await settle();
      counts.push(reads);
      cluster.clock.advance(1);
      await settle();
    }
    assert.deepEqual(counts, [1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3]);
  });

  test("rooms that nobody here follows are passed without reading their events", async () => {
    const read: string[] = [];
    const store = (own: Store & MovementStore) =>
      storeWith(own, {
        eventsAfter: (...input) => {
          read.push(input[0]);
          return own.eventsAfter(...input);
        },
      });
    await using cluster = await nodesOver(2, { inner: deaf, store });
    const [here, there] = [at(cluster.nodes, 0), at(cluster.nodes, 1)];
    const bob = await account(there, "bob");
    const group = await there.chat.rooms.create(bob, { name: "group", kind: "public" });
    for (let i = 0; i < 20; i++) await there.chat.messages.post({ roomId: group.id, author: bob, text: `${i}` });
    await settle();
    cluster.clock.advance(1_000);
    await settle();
    assert.deepEqual(new Set(read), new Set(["lounge"]));
    assert.equal(here.bus.order?.passedId, await cluster.lastEventId());
  });

  test("a node far behind reads in pages of tailPage events, and never more of them at once", async () => {
    const sizes: number[] = [];
    const store = (own: Store & MovementStore) =>
      storeWith(own, {
        async movementsAfter(...input) {
          const page = await own.movementsAfter(...input);
          sizes.push(page.count);
          return page;
        },
      });
    await using cluster = await nodesOver(2, { inner: deaf, store, bounds: { tailPage: 10 } });
    const [here, there] = [at(cluster.nodes, 0), at(cluster.nodes, 1)];
    const bob = await account(there, "bob");
    const heard: RoomEvent[] = [];
    here.chat.feeds.lounge.attach((events) => heard.push(...events));
    for (let i = 0; i < 34; i++) await there.chat.messages.post({ roomId: "lounge", author: bob, text: `${i}` });
    await settle();
    sizes.length = 0;
    cluster.clock.advance(1_000);
    await settle(60);
    assert.deepEqual(
      texts(heard),
      Array.from({ length: 34 }, (_, i) => `${i}`),
    );
    assert.ok(Math.max(...sizes) === 10 && sizes.length >= 4, `${sizes}`);
  });

  test("I8: the lost events of tailReadsAtOnce rooms are read side by side", async () => {
    for (const tailReadsAtOnce of [1, 3]) {
      let [isWatched, reading, most] = [false, 0, 0];
      const store = (own: Store & MovementStore) =>
        storeWith(own, {
          async eventsAfter(...input) {
            reading += 1;
            if (isWatched) most = Math.max(most, reading);
            const events = await own.eventsAfter(...input);
            reading -= 1;
            return events;
          },
        });
      await using cluster = await nodesOver(2, { inner: deaf, store, bounds: { tailReadsAtOnce } });
      const [here, there] = [at(cluster.nodes, 0), at(cluster.nodes, 1)];
      const bob = await account(there, "bob");
      const heard: RoomEvent[] = [];
      for (let i = 0; i < 5; i++) {
        const { id } = await there.chat.rooms.create(bob, { name: `group ${i}`, kind: "public" });
        await here.bus.subscribe(`room:${id}`, (events) => heard.push(...events));
        await there.chat.messages.post({ roomId: id, author: bob, text: "said" });
      }
      isWatched = true;
      cluster.clock.advance(1_000);
      await settle(20);
      assert.deepEqual([texts(heard).length, most], [5, tailReadsAtOnce]);
    }
  });

  test("I2: a coming that the bus lost is told before a later one that it brought", async () => {
    const local = createLocalBus();
    let loses = false;
    const publish: Bus["publish"] = (topic, batch) => void (loses || local.publish(topic, batch));
    await using cluster = await nodesOver(2, { inner: shared({ ...local, publish }) });
    const [here, there] = [at(cluster.nodes, 0), at(cluster.nodes, 1)];
    const [ann, bob] = [await account(here, "ann"), await account(there, "bob")];
    const group = await there.chat.rooms.create(bob, { name: "group", kind: "public" });
    const heard: RoomEvent[] = [];
    await here.chat.feeds.followUser(ann.id, (events) => heard.push(...events));
    loses = true;
    await there.chat.rooms.join(ann, group.id);
    loses = false;
    await here.chat.rooms.leave(ann, group.id);
    await settle();
    assert.deepEqual(
      heard.map(({ type, seq }) => [type, seq]),
      [
        ["member_joined", 2],
        ["member_left", 3],
      ],
    );
  });

  test("comings of before a subscription are not told to it", async () => {
    await using cluster = await nodesOver(2, { inner: deaf });
    const [here, there] = [at(cluster.nodes, 0), at(cluster.nodes, 1)];
    const ann = await account(there, "ann");
    const heard: RoomEvent[] = [];
    await here.chat.feeds.followUser(ann.id, (events) => heard.push(...events));
    cluster.clock.advance(1_000);
    await settle();
    assert.deepEqual(heard, []);
  });

  test("a store that cannot be read is told of once, and nothing is lost by it", async () => {
    let isAway = false;
    const log = keptLog();
    const own = createMemoryStore();
    const movementsAfter: MovementStore["movementsAfter"] = (...input) =>
      isAway ? Promise.reject(new StoreError("busy", "away")) : own.movementsAfter(...input);
    const clock = new ManualClock();
    const store = storeWith(own, { movementsAfter });
    const bus = await openTailedBus({
      inner: deaf(),
      store,
      onCommit: () => nothing,
      clock,
      bounds: boundsWith(),
      log,
      telemetry: noTelemetry,
    });
    const heard: RoomEvent[] = [];
    await bus.subscribe("room:lounge", (events) => heard.push(...events));
    isAway = true;
    await assert.rejects(bus.subscribe("user:ann", nothing), StoreError);
    await own.createAccount({
      id: "ann",
      name: "ann",
      nameKey: "ann",
      email: null,
      emailKey: null,
      passwordHash: "",
      at: 0,
      joins: ["lounge"],
    });
    for (let i = 0; i < 5; i++) {
      clock.advance(1_000);
      await settle();
    }
    assert.deepEqual([heard.length, log.lines.length], [0, 1]);
    isAway = false;
    clock.advance(1_000);
    await settle();
    assert.deepEqual(
      heard.map(({ seq }) => seq),
      [1],
    );
    await bus.close();
    assert.equal(clock.pending, 0);
  });
});
