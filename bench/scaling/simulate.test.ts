import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Costs } from "./costs.ts";
import { commitsAtMost, type Design, demandOf } from "./demand.ts";
import { Agenda, Cores } from "./queue.ts";
import { simulate } from "./simulate.ts";
import { ratesOf, type Workload } from "./workload.ts";

/** Round numbers: what is tested is the arithmetic. */
const costs: Costs = {
  batchMicros: 2_000,
  batchMessageMicros: 20,
  postgresBatchMicros: 300,
  postgresMessageMicros: 20,
  commandMicros: 20,
  eventMicros: 10,
  deliveryMicros: 5,
  publishMicros: 10,
  takeInMicros: 10,
  redisPublishMicros: 4,
  redisNodeMicros: 2,
  hopMicros: 300,
  connectionBytes: 12_000,
  connectionMicrosPerSecond: 2,
  arrivalMicros: 200,
  postgresArrivalMicros: 300,
  messageBytes: 500,
  presenceMicros: 5,
  presenceBytes: 200,
};
const design: Design = {
  nodes: 3,
  partitions: 1,
  replicas: 0,
  redisShards: 1,
  writers: null,
  presence: { told: "all" },
  relayFanOut: null,
};
/** 500 messages a second, all to pairs, of whom each has one connection. */
const pairs: Workload = {
  users: 150_000,
  onlineShare: 1,
  connectionsPerUser: 1,
  messagesPerHour: 12,
  arrivalsPerHour: 0,
  rooms: [{ name: "direct", share: 1, least: 2, most: 2 }],
};

describe("simulation of many machines", () => {
  test("what is due first runs first, and what is due later than the end does not run", () => {
    const agenda = new Agenda();
    const ran: number[] = [];
    for (const at of [5, 1, 4, 2, 9, 3]) agenda.at(at, () => ran.push(agenda.now));
    agenda.runUntil(5);
    assert.deepEqual(ran, [1, 2, 3, 4, 5]);
    assert.equal(agenda.now, 5);
  });

  test("cores take work as it comes, the first that is free", () => {
    const two = new Cores(2);
    assert.deepEqual([two.done(0, 10), two.done(0, 4), two.done(0, 4), two.done(20, 1)], [10, 4, 8, 21]);
    assert.equal(two.busy, 19);
  });

  test("far from every limit the simulation comes to what multiplication says", () => {
    const demand = demandOf(pairs, design, costs);
    const simulated = simulate(pairs, design, { costs, options: { seed: 1, seconds: 40 } });
    const { messagesPerSecond } = ratesOf(pairs);
    assert.equal(messagesPerSecond, 500);
    assert.ok(Math.abs(simulated.messagesPerSecond / messagesPerSecond - 1) < 0.05, `${simulated.messagesPerSecond}/s`);
    // What idle connections cost is not drawn.
    const idle = (ratesOf(pairs).connections / design.nodes) * costs.connectionMicrosPerSecond * 1e-6;
    const ratio = simulated.nodeCpu / (demand.nodeCpu - idle);
    assert.ok(ratio > 0.85 && ratio < 1.2, `node: ${ratio}`);
    const redis = simulated.redisCpu / demand.redisCpu;
    assert.ok(redis > 0.7 && redis < 1.2, `redis: ${redis}`);
  });

  test("somebody at another node hears a message about a hop later", () => {
    const { nearMs, farMs } = simulate(pairs, design, { costs, options: { seed: 2, seconds: 20 } });
    assert.ok(farMs - nearMs > 0.3 && farMs - nearMs < 0.5, `${nearMs} ms, ${farMs} ms`);
  });

  test("a primary commits no more than full batches allow, and then they are full", () => {
    const flood = { ...pairs, users: 30_000_000 };
    const many = { ...design, nodes: 100 };
    assert.ok(demandOf(flood, many, costs).head > 1);
    const simulated = simulate(flood, many, { costs, options: { seed: 3, seconds: 4 } });
    const share = simulated.messagesPerSecond / commitsAtMost(costs);
    assert.ok(share > 0.9 && share <= 1.001, `${share}`);
    assert.ok(simulated.meanBatch > 900, `${simulated.meanBatch} a batch`);
  });

  test("twice the primaries commit twice as much", () => {
    const flood = { ...pairs, users: 30_000_000 };
    const rate = (partitions: number): number =>
      simulate(flood, { ...design, nodes: 100, partitions }, { costs, options: { seed: 4, seconds: 4 } }).messagesPerSecond;
    const ratio = rate(2) / rate(1);
    assert.ok(ratio > 1.8 && ratio < 2.1, `${ratio}`);
  });

  test("few writers commit for many nodes sooner than many take turns", () => {
    const busy = { ...pairs, users: 3_000_000 };
    const many = { ...design, nodes: 100 };
    const options = { seed: 7, seconds: 4 };
    const all = simulate(busy, many, { costs, options });
    const few = simulate(busy, { ...many, writers: 4 }, { costs, options });
    // Each of a hundred waits for the batches of the others.
    const turn = demandOf(busy, many, costs).turnMillis;
    assert.ok(all.latency.p50Ms > turn / 2 && all.latency.p50Ms < turn, `${all.latency.p50Ms} ms, a turn is ${turn} ms`);
    assert.ok(few.latency.p50Ms < all.latency.p50Ms / 5, `${few.latency.p50Ms} ms`);
    assert.ok(Math.abs(few.messagesPerSecond / all.messagesPerSecond - 1) < 0.05);
  });

  test("relays take from Redis what they give to the nodes, for a hop more", () => {
    const hall: Workload = { ...pairs, users: 3_000, rooms: [{ name: "hall", share: 1, least: 2_000, most: 2_000 }] };
    const wide = { ...design, nodes: 200 };
    const options = { seed: 5, seconds: 10 };
    const plain = simulate(hall, wide, { costs, options });
    const relayed = simulate(hall, { ...wide, relayFanOut: 14 }, { costs, options });
    assert.ok(relayed.redisCpu < plain.redisCpu / 5);
    assert.ok(relayed.farMs > (2 * costs.hopMicros) / 1e3, "two hops");
  });

  test("the same seed gives the same figures", () => {
    const once = (): unknown => simulate(pairs, design, { costs, options: { seed: 6, seconds: 3 } });
    assert.deepEqual(once(), once());
  });
});
