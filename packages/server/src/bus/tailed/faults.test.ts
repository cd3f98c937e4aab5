import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { RedisServer, withoutRedis } from "@parlance/conformance/services/redis.ts";
import { systemClock } from "../../app/system-clock.ts";
import { createDelivery } from "../../core/delivery.ts";
import { openRoomFeed } from "../../core/feed.ts";
import { createInboxes } from "../../core/inboxes.ts";
import { keptLog, noTelemetry } from "../../core/testing/silence.ts";
import { boundsWith } from "../../ports/bounds.ts";
import { loungeId, type RoomEvent } from "../../ports/model.ts";
import { createMemoryNodes } from "../../store/memory/memory-nodes.ts";
import { createRedisBus } from "../redis/redis-bus.ts";
import { openTailedBus } from "./tailed-bus.ts";

const waitMs = 20_000;
async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + waitMs;
  while (!condition()) {
    if (performance.now() > deadline) assert.fail(`not so after ${waitMs} ms`);
    await delay(5);
  }
}

const bounds = boundsWith({
  busPingMs: 100,
  busAnswerMs: 500,
  busRetryMs: 20,
  busRetryMaxMs: 100,
  tailPollMs: 200,
  feedRetryMs: 50,
});
const nodeCount = 3;

/** Nodes over one store and one Redis, each of which follows the lounge and a user's direct rooms. */
async function startNodes(url: string) {
  const wakes = new Set<() => void>();
  const counted = { bus: 0, tail: 0 };
  const telemetry = {
    ...noTelemetry,
    busEvents(by: "bus" | "tail", count: number) {
      counted[by] += count;
    },
  };
  const nodes = [];
  for (const store of createMemoryNodes(nodeCount)) {
    const options = { store, clock: systemClock, bounds, log: keptLog(), telemetry };
    const inner = createRedisBus({ ...options, url, namespace: "n" });
    const onCommit = (listener: () => void) => {
      wakes.add(listener);
      return () => void wakes.delete(listener);
    };
    const bus = await openTailedBus({ ...options, inner, onCommit });
    const deliver = createDelivery(bus, telemetry);
    store.onCommit((batch) => {
      deliver(batch);
      // As a commit notifies.
      setImmediate(() => {
        for (const wake of wakes) wake();
      });
    });
    const lounge: RoomEvent[] = [];
    const feed = await openRoomFeed(loungeId, { ...options, bus });
    feed.attach((events) => lounge.push(...events));
    nodes.push({ store, bus, inner, inboxes: createInboxes({ ...options, bus }), lounge, directs: [] as RoomEvent[], feed });
  }
  return { nodes, counted };
}

test("I2: Redis killed and paused under load: nothing is lost, order is kept, and delivery goes on meanwhile", {
  skip: withoutRedis(),
}, async () => {
  await using server = await RedisServer.start();
  const { nodes, counted } = await startNodes(server.url);
  const [first] = nodes;
  if (first === undefined) return assert.fail("no nodes");
  await until(() => nodes.every(({ inner }) => inner.isUp));
  for (const name of ["ann", "bob"]) {
    const account = { id: name, name, nameKey: name, email: null, emailKey: null, passwordHash: "", at: 0, joins: [loungeId] };
    await first.store.createAccount(account);
  }
  await first.store.openDirect({ from: "ann", to: "bob", newRoomId: "d", at: 0 });
  for (const node of nodes)
    await node.inboxes.followUser("ann", (events) => node.directs.push(...events.filter(({ room }) => room.kind === "direct")));
  let [sent, isOver] = [0, false];
  const load = nodes.map(async ({ store }) => {
    while (!isOver) {
      const roomId = sent % 3 === 0 ? "d" : loungeId;
      const author = { id: "bob", kind: "account", name: "bob" } as const;
      const post = { roomId, author, text: `${sent}`, file: null, at: 0, membersOnly: true, nameKey: null, clientKey: null };
      sent += 1;
      assert.equal((await store.post(post)).kind, "posted");
      await delay(3);
    }
  });
  const sizeOf = ({ lounge, directs }: (typeof nodes)[number]): number => lounge.length + directs.length;
  /** All nodes hear more while it is so. */
  const goesOn = async (): Promise<void> => {
    const before = nodes.map(sizeOf);
    await until(() => nodes.every((node, i) => sizeOf(node) > (before[i] ?? 0) + 50));
  };
  await goesOn();
  const byBus = counted.bus;
  assert.ok(byBus > 0, "Redis carries");
  await server.kill();
  await goesOn();
  await server.run();
  await until(() => nodes.every(({ inner }) => inner.isUp));
  await goesOn();
  server.pause();
  await until(() => nodes.every(({ inner }) => !inner.isUp));
  await goesOn();
  server.resume();
  await until(() => nodes.every(({ inner }) => inner.isUp));
  const again = counted.bus;
  await goesOn();
  assert.ok(counted.bus > again, "Redis carries again");
  assert.ok(counted.tail > 0, "and what it did not was read");
  isOver = true;
  await Promise.all(load);
  for (const [room, list] of [
    [loungeId, "lounge"],
    ["d", "directs"],
  ] as const) {
    const all = await first.store.eventsAfter(room, 2, 100_000);
    for (const node of nodes) {
      const seen = () => node[list].filter(({ seq }) => seq > 2).map(({ seq }) => seq);
      await until(() => seen().length >= all.length);
      assert.deepEqual(
        seen(),
        all.map(({ seq }) => seq),
      );
    }
  }
  for (const { feed, inboxes, bus } of nodes) {
    feed.close();
    inboxes.close();
    await bus.close();
  }
});
