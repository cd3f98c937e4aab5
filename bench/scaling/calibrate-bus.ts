/** What it costs a node and Redis to carry an event to other nodes, and how long it takes. */
import { readFileSync } from "node:fs";
import { RedisServer } from "../../packages/conformance/src/services/redis.ts";
import { systemClock } from "../../packages/server/src/app/system-clock.ts";
import { createRedisBus } from "../../packages/server/src/bus/redis/redis-bus.ts";
import { keptLog, noTelemetry } from "../../packages/server/src/core/testing/silence.ts";
import { boundsWith } from "../../packages/server/src/ports/bounds.ts";
import type { RemoteBus, Topic } from "../../packages/server/src/ports/bus.ts";
import { type RoomEvent, untouched } from "../../packages/server/src/ports/model.ts";
import { median } from "../lib/figures.ts";
import type { Costs } from "./costs.ts";

type BusCosts = Pick<
  Costs,
  "publishMicros" | "takeInMicros" | "redisPublishMicros" | "redisNodeMicros" | "hopMicros" | "presenceMicros" | "presenceBytes"
>;

const events = 20_000;
/** Published in one turn: as much as a busy commit has. */
const atOnce = 50;
const hops = 500;
const rounds = 5;
const topic: Topic = "room:bench";
const room = { id: "bench", kind: "public", name: "bench", topic: null, archivedAt: null, pair: [] } as const;

function eventOf(seq: number): RoomEvent {
  const author = { id: "u1", kind: "account", name: "somebody" } as const;
  const text = "what somebody says to somebody, in a hundred characters or so, as people do when they talk to each other";
  const message = { id: seq, roomId: room.id, seq, author, text, file: null, at: 1_790_000_000_000, ...untouched };
  return { type: "posted", room, seq, at: message.at, message };
}

const redisMicros = (pid: number): number => Number.parseInt(readFileSync(`/proc/${pid}/schedstat`, "utf8"), 10) / 1_000;
const ownMicros = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

interface Cost {
  readonly node: number;
  readonly redis: number;
}

/** Of one event, with so many nodes that listen. All nodes are this process: who takes in is told by the difference. */
async function carried(redis: RedisServer, from: RemoteBus, listeners: readonly RemoteBus[]): Promise<Cost> {
  let came = 0;
  const count = (batch: readonly RoomEvent[]): void => {
    came += batch.length;
  };
  const stops = await Promise.all(listeners.map((bus) => bus.subscribe(topic, count)));
  const [node, server] = [ownMicros(), redisMicros(redis.pid)];
  for (let seq = 1; seq <= events; seq += atOnce) {
    for (let n = 0; n < atOnce; n += 1) from.publish(topic, [eventOf(seq + n)]);
    const wanted = listeners.length * (seq + atOnce - 1);
    do await new Promise((resolve) => setImmediate(resolve));
    while (came < wanted);
  }
  const cost = { node: (ownMicros() - node) / events, redis: (redisMicros(redis.pid) - server) / events };
  for (const stop of stops) stop();
  return cost;
}

const middle = (costs: readonly Cost[]): Cost => ({
  node: median(costs.map(({ node }) => node)),
  redis: median(costs.map(({ redis }) => redis)),
});

async function hop(from: RemoteBus, to: RemoteBus): Promise<number> {
  let heard = (): void => undefined;
  const stop = await to.subscribe(topic, () => heard());
  const micros: number[] = [];
  for (let seq = 1; seq <= hops; seq += 1) {
    const arrived = new Promise<void>((resolve) => {
      heard = resolve;
    });
    const since = performance.now();
    from.publish(topic, [eventOf(seq)]);
    await arrived;
    micros.push((performance.now() - since) * 1_000);
  }
  stop();
  return median(micros);
}

export async function busCosts(say: (line: string) => void): Promise<BusCosts> {
  await using redis = await RedisServer.start();
  const options = {
    url: redis.url,
    namespace: "bench",
    clock: systemClock,
    bounds: boundsWith(),
    log: keptLog(),
    telemetry: noTelemetry,
  };
  const [from, ...others] = Array.from({ length: 4 }, () => createRedisBus(options));
  if (from === undefined) throw new Error("no bus");
  try {
    // The first round pays for everything that is compiled.
    await carried(redis, from, others);
    const ones: Cost[] = [];
    const threes: Cost[] = [];
    for (let round = 0; round < rounds; round += 1) {
      ones.push(await carried(redis, from, others.slice(0, 1)));
      threes.push(await carried(redis, from, others));
    }
    const [one, three] = [middle(ones), middle(threes)];
    const hopMicros = await hop(from, others[0] ?? from);
    say(`an event to 1 and 3 nodes: ${one.node.toFixed(1)} and ${three.node.toFixed(1)} µs of the nodes`);
    const takeInMicros = (three.node - one.node) / 2;
    const redisNodeMicros = (three.redis - one.redis) / 2;
    return {
      publishMicros: one.node - takeInMicros,
      takeInMicros,
      redisPublishMicros: one.redis - redisNodeMicros,
      redisNodeMicros,
      hopMicros,
      // A line of presence comes as an event does, in a signal of many.
      presenceMicros: takeInMicros,
      presenceBytes: 250,
    };
  } finally {
    await Promise.all([from, ...others].map((bus) => bus.close()));
  }
}
