import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { ManualClock } from "../core/testing/manual-clock.ts";
import { boundsWith } from "../ports/bounds.ts";
import { textFrame } from "./frames.ts";
import { Heartbeat, Pulse, type Visited } from "./heartbeat.ts";
import { Client, clientFrame, RawClient } from "./testing/clients.ts";
import { TestServer, until } from "./testing/serve.ts";

const bounds = { pingIntervalMs: 8_000, pongTimeoutMs: 16_000 };
/** A timeout is noticed up to an eighth of the shortest one late. */
const slackMs = 1_000;
const ping = 9;

test("pingIntervalMs: silence of that length is pinged once, shorter silence is not", async () => {
  await using server = await TestServer.start({ bounds });
  const raw = await RawClient.connect(server.port);
  server.clock.advance(8_000 - 1);
  await nextTurn();
  assert.deepEqual(raw.opcodes(), []);
  server.clock.advance(1 + slackMs);
  await until(() => raw.opcodes().length > 0);
  server.clock.advance(8_000);
  await nextTurn();
  assert.deepEqual(raw.opcodes(), [ping]);
});

test("pongTimeoutMs: a half-open connection is closed as dead and cut that long after the ping, not earlier", async () => {
  await using server = await TestServer.start({ bounds });
  const raw = await RawClient.connect(server.port, { paused: true });
  server.clock.advance(8_000 + 16_000 - 1);
  await nextTurn();
  assert.equal(server.closedLinks.length, 0);
  server.clock.advance(1 + slackMs);
  await until(() => server.closedLinks.length === 1);
  await nextTurn();
  server.clock.advance(2_000);
  await until(() => server.transport.connectionCount === 0);
  assert.deepEqual(server.telemetry.closeCodes, [4003]);
  raw.socket.resume();
  assert.equal(await raw.ended(), 4003);
});

test("any byte counts as life: a pong, a frame, or part of one", async () => {
  await using server = await TestServer.start({ bounds, receive: (text, reply) => void reply(textFrame(text)) });
  const client = await Client.connect(server.url);
  const raw = await RawClient.connect(server.port);
  const dribble = clientFrame("a frame that takes minutes to come");
  let pings = 0;
  client.ws.on("ping", () => {
    pings += 1;
  });
  for (let round = 0; round < 20; round++) {
    const read = server.sockets.map((socket) => socket.bytesRead);
    const pinged = pings;
    raw.socket.write(dribble.subarray(round, round + 1));
    server.clock.advance(8_000 + slackMs);
    await until(() => pings > pinged && server.sockets.every((socket, index) => socket.bytesRead > (read[index] ?? 0)));
  }
  assert.equal(server.transport.connectionCount, 2);
  assert.equal(pings, 20);
});

test("a connection whose reading is paused is not taken for dead", async () => {
  const command = Promise.withResolvers<void>();
  await using server = await TestServer.start({ bounds: { ...bounds, commandsInFlight: 1 }, receive: () => command.promise });
  const client = await Client.connect(server.url);
  client.send("1");
  await until(() => server.sockets[0]?.isPaused() === true);
  server.clock.advance(120_000);
  await nextTurn();
  assert.equal(server.closedLinks.length, 0);
  command.resolve();
  await until(() => server.sockets[0]?.isPaused() === false);
});

/** Visits whoever is in it and counts. */
function countingHeartbeat(size: number) {
  const clock = new ManualClock();
  const visits = new Map<Visited, number>();
  for (let index = 0; index < size; index++) {
    const visited: Visited = { visit: () => visits.set(visited, (visits.get(visited) ?? 0) + 1) };
    visits.set(visited, 0);
  }
  const set = new Set(visits.keys());
  const heartbeat = new Heartbeat(set, clock, boundsWith());
  return { clock, visits, set, heartbeat };
}

test("the sweep is spread: no tick visits more than its share, and every connection has its turn in each round", () => {
  const { clock, visits } = countingHeartbeat(19_000);
  const total = (): number => [...visits.values()].reduce((sum, count) => sum + count, 0);
  const [tickMs, share] = [30_000 / 8 / 16, Math.ceil(19_000 / 16)];
  for (let tick = 0; tick < 17; tick++) {
    const before = total();
    clock.advance(tickMs);
    assert.ok(total() - before <= share);
  }
  assert.ok([...visits.values()].every((count) => count >= 1 && count <= 2));
});

test("connections may come and go during the sweep", () => {
  const { clock, visits, set, heartbeat } = countingHeartbeat(100);
  const [gone] = set;
  assert.ok(gone !== undefined);
  clock.advance(500);
  const seen = visits.get(gone) ?? 0;
  set.delete(gone);
  const late: Visited = { visit: () => visits.set(late, (visits.get(late) ?? 0) + 1) };
  set.add(late);
  clock.advance(30_000);
  assert.equal(visits.get(gone), seen);
  assert.ok((visits.get(late) ?? 0) >= 6);
  heartbeat.stop();
  assert.equal(clock.pending, 0);
});

test("after a pause of the whole process one tick is skipped, so that what waits in the kernel is read first", () => {
  let nowMs = 0;
  let tick = (): void => undefined;
  const clock = Object.assign(new ManualClock(), {
    monotonicMs: () => nowMs,
    every: (_ms: number, task: () => void) => {
      tick = task;
      return () => undefined;
    },
  });
  let visits = 0;
  const heartbeat = new Heartbeat(new Set([{ visit: () => ++visits }]), clock, boundsWith());
  const tickAfter = (ms: number): number => {
    nowMs += ms;
    tick();
    return visits;
  };
  assert.equal(tickAfter(234), 1);
  assert.equal(tickAfter(90_000), 1);
  // A server that is late every time must still find the dead.
  assert.ok(tickAfter(90_000) + tickAfter(90_000) > 2);
  heartbeat.stop();
});

test("a pulse forgets its ping as soon as something is heard", () => {
  const all = boundsWith({ pingIntervalMs: 10, pongTimeoutMs: 5 });
  const pulse = new Pulse(0, 0);
  assert.equal(pulse.check(0, 9, all), "fine");
  assert.equal(pulse.check(0, 10, all), "ping");
  assert.equal(pulse.check(0, 14, all), "fine");
  assert.equal(pulse.check(1, 15, all), "fine");
  assert.equal(pulse.check(1, 24, all), "fine");
  assert.equal(pulse.check(1, 25, all), "ping");
  pulse.excuse(29);
  assert.equal(pulse.check(1, 38, all), "fine");
  assert.equal(pulse.check(1, 39, all), "ping");
  assert.equal(pulse.check(1, 44, all), "dead");
});
