import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type BusUnderTest, busContract } from "@parlance/conformance/bus-contract/bus-contract.ts";
import { freePort } from "@parlance/conformance/services/free-port.ts";
import { RedisServer, withoutRedis } from "@parlance/conformance/services/redis.ts";
import { RedisCluster } from "@parlance/conformance/services/redis-cluster.ts";
import { RedisSentinel } from "@parlance/conformance/services/redis-sentinel.ts";
import { Redis } from "ioredis";
import { systemClock } from "../../app/system-clock.ts";
import { keptLog, noTelemetry } from "../../core/testing/silence.ts";
import { type Bounds, boundsWith } from "../../ports/bounds.ts";
import type { Bus, RemoteBus } from "../../ports/bus.ts";
import type { Room, RoomEvent, Seq } from "../../ports/model.ts";
import type { Signal } from "../../ports/signals.ts";
import { openTailedBus } from "../tailed/tailed-bus.ts";
import { PublishedStore } from "../testing/published-store.ts";
import { connectionTo, retryAfterMs } from "./connections.ts";
import { createRedisBus } from "./redis-bus.ts";
import { parseRedisUrl } from "./redis-url.ts";
import { slotOf } from "./slots.ts";

const skip = withoutRedis();
const waitMs = 10_000;

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + waitMs;
  while (!condition()) {
    if (performance.now() > deadline) assert.fail(`not so after ${waitMs} ms`);
    await delay(2);
  }
}

const room: Room = { id: "r", kind: "public", name: "r", topic: null, archivedAt: null, pair: [] };
const user = { id: "u", kind: "account", name: "u" } as const;
const eventOf = (seq: Seq, name = "u"): RoomEvent => ({
  type: "member_joined",
  room,
  seq,
  at: 0,
  user: { ...user, name },
  role: "member",
  by: null,
});
const signalOf = (from: string): Signal => ({ kind: "typing", roomId: "r", user, isTyping: true, from });
const fromOf = (signal: Signal): string => (signal.kind === "typing" ? signal.from : signal.kind);

let namespaces = 0;
/** One that a failing test left open would try to connect for ever, and the file would never end. */
const made = new Set<Bus>();
afterEach(async () => {
  await Promise.all([...made].map((bus) => bus.close()));
  made.clear();
});

interface MadeOf {
  readonly bounds?: Partial<Bounds>;
  readonly namespace?: string;
}
function busOf(url: string, { bounds, namespace = `n${namespaces++}` }: MadeOf = {}) {
  const lost = { down: 0, full: 0, too_large: 0, refused: 0 };
  const log = keptLog();
  const telemetry = {
    ...noTelemetry,
    busLost(why: keyof typeof lost, count: number) {
      lost[why] += count;
    },
  };
  const bus = createRedisBus({ url, namespace, clock: systemClock, bounds: boundsWith(bounds), log, telemetry });
  made.add(bus);
  return { bus, lost, log };
}

/** Three nodes; `rest` waits until each got what the first sent last. */
async function threeNodes(url: string): Promise<BusUnderTest<RemoteBus>> {
  const namespace = `n${namespaces++}`;
  const nodes = [busOf(url, { namespace }).bus, busOf(url, { namespace }).bus, busOf(url, { namespace }).bus] as const;
  await until(() => nodes.every(({ isUp }) => isUp));
  return { nodes, until, rest: () => delay(50) };
}

/** The same with delivery made sure, by a store that polls seldom: what it gives within the time of a test came by Redis. */
async function tailed(made: Promise<BusUnderTest<RemoteBus>>): Promise<BusUnderTest> {
  const { nodes, ...rest } = await made;
  const store = new PublishedStore();
  const options = {
    store,
    clock: systemClock,
    bounds: boundsWith({ tailPollMs: 60_000 }),
    log: keptLog(),
    telemetry: noTelemetry,
  };
  const over = async (inner: RemoteBus): Promise<Bus> =>
    store.over(await openTailedBus({ ...options, inner, onCommit: () => () => undefined }));
  const [first, ...others] = nodes;
  return { ...rest, nodes: [await over(first), ...(await Promise.all(others.map(over)))] };
}

describe("the bus over one Redis", { skip }, () => {
  let server: RedisServer;
  before(async () => {
    server = await RedisServer.start();
  });
  after(() => server.stop());
  busContract("redis, one server", () => threeNodes(server.url));
  busContract("redis, tailed", () => tailed(threeNodes(server.url)));

  test("what shares a Redis is kept apart by its namespace", async () => {
    const [a, b] = [busOf(server.url), busOf(server.url)];
    await b.bus.subscribe("room:r", () => assert.fail("another deployment's room"));
    const heard: Seq[] = [];
    const reader = busOf(server.url, { namespace: "same" });
    const writer = busOf(server.url, { namespace: "same" });
    await reader.bus.subscribe("room:r", ([event]) => heard.push(event?.seq ?? 0));
    await until(() => a.bus.isUp && writer.bus.isUp);
    a.bus.publish("room:r", [eventOf(1)]);
    writer.bus.publish("room:r", [eventOf(2)]);
    await until(() => heard.length > 0);
    assert.deepEqual(heard, [2]);
    await Promise.all([a, b, reader, writer].map(({ bus }) => bus.close()));
  });

  test("I8: more than busMessageBytes goes as several messages, an event that is larger alone not at all", async () => {
    const namespace = "sizes";
    const one = JSON.stringify([eventOf(1)]).length + 12;
    const [writer, reader] = [
      busOf(server.url, { namespace, bounds: { busMessageBytes: one } }),
      busOf(server.url, { namespace }),
    ];
    const sizes: number[] = [];
    await reader.bus.subscribe("room:r", (batch) => sizes.push(batch.length));
    await until(() => writer.bus.isUp);
    writer.bus.publish(
      "room:r",
      [1, 2, 3].map((seq) => eventOf(seq)),
    );
    writer.bus.publish("room:r", [eventOf(4, "uu")]);
    writer.bus.signal("typing:r", signalOf("x".repeat(one)));
    writer.bus.publish("room:r", [eventOf(5)]);
    await until(() => sizes.length === 4);
    assert.deepEqual([sizes, writer.lost.too_large], [[1, 1, 1, 1], 2]);
    await Promise.all([writer, reader].map(({ bus }) => bus.close()));
  });

  test("what is not ours on a channel does no harm, and is told of once", async () => {
    const { bus, log } = busOf(server.url, { namespace: "foreign" });
    const heard: Seq[] = [];
    await bus.subscribe("room:r", ([event]) => heard.push(event?.seq ?? 0));
    const client = new Redis(server.url);
    const good = `${"x".repeat(12)}${JSON.stringify([eventOf(7)])}`;
    for (const message of ["", "{", `${"x".repeat(12)}{}`, `${"x".repeat(12)}[{"seq":1e99}]`, good])
      await client.spublish("parlance1:foreign:e:room:r", message);
    await until(() => heard.length > 0);
    assert.deepEqual([heard, log.lines.length], [[7], 1]);
    client.disconnect();
    await bus.close();
  });

  test("leaving a topic and coming back at once, again and again, leaves it subscribed once", async () => {
    const namespace = "again";
    const [writer, reader] = [busOf(server.url, { namespace }).bus, busOf(server.url, { namespace }).bus];
    const heard: Seq[] = [];
    let stop = await reader.subscribe("room:r", () => undefined);
    for (let i = 0; i < 20; i++) {
      stop();
      stop = await reader.subscribe("room:r", ([event]) => heard.push(event?.seq ?? 0));
    }
    await until(() => writer.isUp);
    writer.publish("room:r", [eventOf(1)]);
    await until(() => heard.length > 0);
    await delay(30);
    assert.deepEqual(heard, [1]);
    await Promise.all([writer.close(), reader.close()]);
  });
});

describe("when Redis goes and comes", { skip }, () => {
  test("nothing throws or waits while it is away, and subscriptions are there again when it is back", async () => {
    await using server = await RedisServer.start();
    const namespace = "n";
    const [a, b] = [busOf(server.url, { namespace }), busOf(server.url, { namespace })];
    const heard: Seq[] = [];
    await b.bus.subscribe("room:r", ([event]) => heard.push(event?.seq ?? 0));
    await until(() => a.bus.isUp && b.bus.isUp);
    const told: boolean[] = [];
    a.bus.onChange(() => told.push(a.bus.isUp));
    await server.kill();
    await until(() => !a.bus.isUp && !b.bus.isUp);
    const startMs = performance.now();
    const late: Seq[] = [];
    await b.bus.subscribe("room:late", ([event]) => late.push(event?.seq ?? 0));
    for (let seq = 1; seq <= 100; seq++) a.bus.publish("room:r", [eventOf(seq)]);
    assert.ok(performance.now() - startMs < 500, "nobody waited");
    assert.deepEqual([heard, a.lost.down], [[], 100]);
    await server.run();
    await until(() => a.bus.isUp && b.bus.isUp);
    a.bus.publish("room:r", [eventOf(101)]);
    a.bus.publish("room:late", [eventOf(1)]);
    await until(() => heard.length > 0 && late.length > 0);
    assert.deepEqual([heard, late, told], [[101], [1], [false, true]]);
    const warnings = a.log.lines.filter(({ level }) => level === "warn");
    assert.ok(warnings.length <= 2, "a line for each connection, not for each try");
    await Promise.all([a.bus.close(), b.bus.close()]);
  });

  test("I8: when it is back, topics are subscribed to busResubscribedAtOnce at a time, all of them before it counts as up", async () => {
    await using server = await RedisServer.start();
    const namespace = "n";
    const [a, b] = [busOf(server.url, { namespace }), busOf(server.url, { namespace, bounds: { busResubscribedAtOnce: 3 } })];
    const heard = new Set<string>();
    const ids = Array.from({ length: 10 }, (_, i) => `${i}`);
    for (const id of ids) await b.bus.subscribe(`room:${id}`, () => heard.add(id));
    await until(() => a.bus.isUp && b.bus.isUp);
    const client = new Redis(server.url);
    await client.call("CLIENT", "KILL", "TYPE", "pubsub");
    await until(() => !b.bus.isUp);
    await until(() => b.bus.isUp && a.bus.isUp);
    for (const id of ids) a.bus.publish(`room:${id}`, [eventOf(1)]);
    await until(() => heard.size === ids.length);
    client.disconnect();
    await Promise.all([a.bus.close(), b.bus.close()]);
  });

  test("I8: to a Redis that takes nothing at most busPendingBytes are sent; after busAnswerMs the connection is made anew", async () => {
    await using server = await RedisServer.start();
    const bounds = { busPendingBytes: 100_000, busPingMs: 200, busAnswerMs: 600, busRetryMs: 20, busRetryMaxMs: 40 };
    const namespace = "n";
    const [a, b] = [busOf(server.url, { namespace, bounds }), busOf(server.url, { namespace, bounds })];
    const heard: Seq[] = [];
    await b.bus.subscribe("room:r", ([event]) => heard.push(event?.seq ?? 0));
    await until(() => a.bus.isUp && b.bus.isUp);
    server.pause();
    for (let seq = 1; seq <= 2_000; seq++) a.bus.publish("room:r", [eventOf(seq)]);
    assert.ok(a.lost.full > 1_000, `${a.lost.full} lost`);
    await until(() => !a.bus.isUp && !b.bus.isUp);
    await until(() => a.lost.refused > 0);
    server.resume();
    await until(() => a.bus.isUp && b.bus.isUp);
    heard.length = 0;
    a.bus.publish("room:r", [eventOf(3_000)]);
    await until(() => heard.includes(3_000));
    await Promise.all([a.bus.close(), b.bus.close()]);
  });

  test("I8: a Redis that was never there keeps who subscribes waiting for busSubscribeMs at most, and its password is not in the log", async () => {
    const port = await freePort();
    const { bus, log } = busOf(`redis://user:secret@127.0.0.1:${port}`, { bounds: { busSubscribeMs: 300, busRetryMaxMs: 50 } });
    const startMs = performance.now();
    await bus.subscribe("room:r", () => undefined);
    assert.ok(performance.now() - startMs < 1_000);
    await until(() => log.lines.length > 0);
    assert.ok(!JSON.stringify(log.lines).includes("secret"));
    await bus.close();
  });

  test("a password that Redis refuses is told of without the password", async () => {
    await using server = await RedisServer.start({ requirepass: "right" });
    const { bus, log } = busOf(`redis://:secret@127.0.0.1:${server.port}`);
    await until(() => log.lines.length > 0);
    assert.match(JSON.stringify(log.lines), /WRONGPASS/);
    assert.ok(!JSON.stringify(log.lines).includes("secret"));
    const right = busOf(`redis://:right@127.0.0.1:${server.port}`);
    await until(() => right.bus.isUp);
    await Promise.all([bus.close(), right.bus.close()]);
  });
});

describe("the bus over a Redis Cluster", { skip }, () => {
  let cluster: RedisCluster;
  before(async () => {
    cluster = await RedisCluster.start();
  });
  after(() => cluster.stop());
  busContract("redis cluster", () => threeNodes(cluster.url));
  busContract("redis cluster, tailed", () => tailed(threeNodes(cluster.url)));

  test("a channel has the slot that Redis gives it", async () => {
    const [server] = cluster.servers;
    const client = new Redis(server?.url ?? "");
    for (const key of ["123456789", "a{b}c", "{}x", "{a}{b}", "x{", "ü}{é}", "parlance1:n:e:room:lounge"])
      assert.equal(slotOf(key), await client.cluster("KEYSLOT", key), key);
    client.disconnect();
  });

  test("topics of all servers are carried, and a slot that moves takes its subscriptions with it", async () => {
    const namespace = "moving";
    const bounds = { busPingMs: 100 };
    const [a, b] = [busOf(cluster.url, { namespace, bounds }), busOf(cluster.url, { namespace, bounds })];
    const heard = new Map<string, Seq[]>();
    const ids = Array.from({ length: 30 }, (_, i) => `${i}`);
    for (const id of ids) {
      heard.set(id, []);
      await b.bus.subscribe(`room:${id}`, ([event]) => heard.get(id)?.push(event?.seq ?? 0));
    }
    await until(() => a.bus.isUp && b.bus.isUp);
    for (const id of ids) a.bus.publish(`room:${id}`, [eventOf(1)]);
    await until(() => ids.every((id) => heard.get(id)?.length === 1));
    const slot = slotOf(`parlance1:${namespace}:e:room:0`);
    await cluster.moveSlot(slot, ((await cluster.ownerOf(slot)) + 1) % 3);
    let seq = 1;
    // What is published in the moment of the move is lost.
    while (heard.get("0")?.at(-1) !== seq) {
      seq += 1;
      a.bus.publish("room:0", [eventOf(seq)]);
      await delay(50);
      assert.ok(seq < 100, "the move was noticed");
    }
    await until(() => a.bus.isUp && b.bus.isUp);
    for (const id of ids.slice(1)) a.bus.publish(`room:${id}`, [eventOf(2)]);
    await until(() => ids.slice(1).every((id) => heard.get(id)?.length === 2));
    await Promise.all([a.bus.close(), b.bus.close()]);
  });

  test("while one server of a cluster is away the others' topics are carried, and all of them when it is back", async () => {
    await using own = await RedisCluster.start();
    const namespace = "n";
    const [a, b] = [busOf(own.url, { namespace }), busOf(own.url, { namespace })];
    const ids = Array.from({ length: 12 }, (_, i) => `${i}`);
    const heard = new Set<string>();
    for (const id of ids) await b.bus.subscribe(`room:${id}`, ([event]) => heard.add(`${id} ${event?.seq}`));
    await until(() => a.bus.isUp && b.bus.isUp);
    await own.servers[1]?.kill();
    await until(() => !a.bus.isUp && !b.bus.isUp);
    const owners = await Promise.all(ids.map((id) => own.ownerOf(slotOf(`parlance1:${namespace}:e:room:${id}`))));
    const others = ids.filter((_, i) => owners[i] !== 1);
    assert.ok(others.length > 0 && others.length < ids.length);
    for (const id of ids) a.bus.publish(`room:${id}`, [eventOf(1)]);
    await until(() => others.every((id) => heard.has(`${id} 1`)));
    await own.servers[1]?.run();
    await until(() => a.bus.isUp && b.bus.isUp);
    for (const id of ids) a.bus.publish(`room:${id}`, [eventOf(2)]);
    await until(() => ids.every((id) => heard.has(`${id} 2`)));
    await Promise.all([a.bus.close(), b.bus.close()]);
  });
});

test("signals of one topic keep their order and come once, also when the connection was cut between them", { skip }, async () => {
  await using server = await RedisServer.start();
  const namespace = "n";
  const [a, b]: [RemoteBus, RemoteBus] = [busOf(server.url, { namespace }).bus, busOf(server.url, { namespace }).bus];
  const heard: number[] = [];
  await b.hear("typing:r", (signal) => heard.push(Number(fromOf(signal))));
  await until(() => a.isUp && b.isUp);
  const client = new Redis(server.url);
  for (let i = 0; i < 300; i++) {
    a.signal("typing:r", signalOf(`${i}`));
    if (i % 100 === 50) await client.call("CLIENT", "KILL", "TYPE", "normal");
    if (i % 10 === 0) await delay(5);
  }
  await until(() => a.isUp && b.isUp);
  a.signal("typing:r", signalOf("1000"));
  await until(() => heard.includes(1_000));
  assert.deepEqual(
    heard,
    [...new Set(heard)].sort((x, y) => x - y),
  );
  client.disconnect();
  await Promise.all([a.close(), b.close()]);
});

test("sentinels say who the master is, and after a failover events go over the new one", { skip }, async () => {
  await using sentinel = await RedisSentinel.start();
  const namespace = "n";
  const [a, b] = [busOf(sentinel.url, { namespace }).bus, busOf(sentinel.url, { namespace }).bus];
  const heard: Seq[] = [];
  await b.subscribe("room:r", ([event]) => heard.push(event?.seq ?? 0));
  await until(() => a.isUp && b.isUp);
  a.publish("room:r", [eventOf(1)]);
  await until(() => heard.includes(1));
  await sentinel.failOver();
  for (let seq = 2; !heard.includes(seq - 1) || seq === 2; seq++) {
    a.publish("room:r", [eventOf(seq)]);
    await delay(50);
    assert.ok(seq < 400, "the new master is used");
  }
  await Promise.all([a.close(), b.close()]);
});

test("I8: connecting takes busConnectMs at most, and is tried again after busRetryMs, twice as long each time, up to busRetryMaxMs", () => {
  const bounds = boundsWith({ busConnectMs: 1_234, busRetryMs: 100, busRetryMaxMs: 1_000 });
  assert.deepEqual(
    [1, 2, 3, 4, 5, 1_000].map((attempt) => retryAfterMs(attempt, bounds)),
    [100, 200, 400, 800, 1_000, 1_000],
  );
  const { options } = connectionTo(parseRedisUrl("rediss://u:p@host:1"), { host: "host", port: 1 }, bounds);
  assert.deepEqual([options.connectTimeout, options.enableOfflineQueue, options.tls], [1_234, false, {}]);
});
