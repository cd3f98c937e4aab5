/**
 * (j) One, two and three nodes over PostgreSQL and Redis beside one over SQLite, all on this machine's cores: how long a message takes to
 * somebody at the same node and at another, and how many a second are kept. More nodes here share the cores, the disk and the load's: what they
 * show is what sharing costs, not what more machines bring (docs/SCALING.md).
 */
import { type Backend, openSeedIn, startBackend, startNodes } from "../lib/cluster.ts";
import { type Latencies, latenciesOf } from "../lib/histogram.ts";
import { type FlowResult, isBottleneck, Load, stamp } from "../lib/load.ts";
import { type Pairs, sayIn, seedPairs, seedPairsIn } from "../lib/pairs.ts";
import { inFreshFolder, type Parlance, startParlance } from "../lib/parlance.ts";
import { rooms } from "../lib/protocols.ts";
import { cpuOf, cpuSince, totalSeconds } from "../lib/usage.ts";
import { type Figure, figuresReport, must } from "./figure.ts";
import type { Report, Scenario } from "./scenario.ts";

const pairCount = 600;
const windows = [1, 16] as const;
const warmMs = 700;
const heatMs = 2_500;
const text = stamp.padEnd(100, "x");
/** Messages a second while latencies are taken: far below what any of them can do. */
const calmRate = 200;
const calmMs = 4_000;

/** One store, with its pairs and the nodes over it. */
interface Side {
  readonly label: string;
  readonly pairs: Pairs;
  readonly nodes: readonly Parlance[];
}

/** Connects the first of each pair, a share of them to each node; answers the names of the groups. */
async function connectSenders(load: Load, { pairs, nodes }: Side): Promise<readonly string[]> {
  const senders = pairs.users.filter((_, n) => n % 2 === 0);
  const share = pairCount / nodes.length;
  return Promise.all(
    nodes.map(async ({ port }, n) => {
      const { request, steps } = rooms.enter(senders.slice(n * share, (n + 1) * share));
      const name = `senders-${n}`;
      await load.group({ name, count: share, port, request, prefix: rooms.prefix });
      await load.open(name, { steps });
      return name;
    }),
  );
}

async function throughput(side: Side): Promise<readonly Figure[]> {
  await using load = Load.start();
  const groups = await connectSenders(load, side);
  const ranges = groups.map((group) => ({ group, from: 0, to: pairCount / side.nodes.length }));
  const texts = side.pairs.rooms.map((room) => sayIn(room, text));
  await load.flow({ name: "all", members: ranges, senders: ranges, texts, audience: { room: 1 }, sampled: pairCount });
  const figures: Figure[] = [];
  for (const window of windows) {
    await load.run("all", { window, ms: warmMs });
    const before = side.nodes.map(({ server }) => cpuOf(server));
    const result = await load.run("all", { window, ms: heatMs });
    const cpu = side.nodes.map(({ server }, n) => totalSeconds(cpuSince(server, before[n] ?? cpuOf(server))));
    figures.push(...heatFigures(`${side.label}, ${pairCount} senders, ${window} in flight each`, result, cpu));
  }
  return figures;
}

function heatFigures(label: string, result: FlowResult, cpu: readonly number[]): readonly Figure[] {
  const { sent, ns, latency, extra } = result;
  must(!isBottleneck(result), `${label}: the load was the bottleneck`);
  must(extra === 0, `${label}: ${extra} frames that nobody had sent`);
  const seconds = cpu.reduce((sum, one) => sum + one, 0);
  return [
    { label: `${label}: messages`, value: (sent * 1e9) / ns, unit: "/s" },
    { label: `${label}: CPU of the nodes for each`, value: (seconds * 1e6) / sent, unit: "µs" },
    { label: `${label}: acknowledged, p99`, value: latenciesOf(latency).p99Ms, unit: "ms" },
  ];
}

/** From the sender's write to the other's read: `at` says at which node the other is. */
async function latencyTo(load: Load, side: Side, at: number): Promise<Latencies> {
  const others = side.pairs.users.filter((_, n) => n % 2 === 1).slice(0, 50);
  const { request, steps } = rooms.enter(others);
  const name = `others-${at}`;
  const port = side.nodes[at]?.port ?? 0;
  await load.group({ name, count: others.length, port, request, prefix: rooms.prefix });
  await load.open(name, { steps });
  const texts = side.pairs.rooms.slice(0, others.length).map((room) => sayIn(room, text));
  const senders = [{ group: "senders-0", from: 0, to: others.length }];
  const members = [{ group: name, from: 0, to: others.length }];
  await load.flow({ name: `to-${at}`, members, senders, texts, audience: { room: 1 }, sampled: others.length });
  await load.run(`to-${at}`, { rate: calmRate, ms: warmMs });
  const { latency, extra, deliveries, sent } = await load.run(`to-${at}`, { rate: calmRate, ms: calmMs });
  must(extra === 0 && deliveries === sent, `${sent} sent, ${deliveries} delivered, ${extra} that nobody had sent`);
  await load.close(name);
  return latenciesOf(latency);
}

async function latencies(side: Side): Promise<readonly Figure[]> {
  await using load = Load.start();
  await connectSenders(load, side);
  const told = (where: string, { p50Ms, p99Ms }: Latencies): readonly Figure[] => [
    { label: `${side.label}, ${calmRate}/s: ${where}, p50`, value: p50Ms, unit: "ms" },
    { label: `${side.label}, ${calmRate}/s: ${where}, p99`, value: p99Ms, unit: "ms" },
  ];
  const near = told("to the same node", await latencyTo(load, side, 0));
  return side.nodes.length === 1 ? near : [...near, ...told("to another node", await latencyTo(load, side, 1))];
}

async function overSqlite(): Promise<readonly Figure[]> {
  return inFreshFolder(async (data) => {
    const pairs = await seedPairs(data, pairCount);
    await using node = await startParlance({ data, serverCores: 2 });
    const side = { label: "SQLite", pairs, nodes: [node] };
    return [...(await latencies(side)), ...(await throughput(side))];
  });
}

async function overCluster(backend: Backend, count: number): Promise<readonly Figure[]> {
  const database = await backend.newDatabase();
  const pairs = await seedPairsIn(await openSeedIn(database), pairCount);
  await using running = await startNodes(backend, database, count);
  const bus = backend.redis === null ? "PostgreSQL alone" : "PostgreSQL and Redis";
  const side = { label: `${bus}, ${count} ${count === 1 ? "node" : "nodes"}`, pairs, nodes: running.nodes };
  return [...(await latencies(side)), ...(await throughput(side))];
}

async function measure(say: (line: string) => void): Promise<Report> {
  const figures: Figure[] = [...(await overSqlite())];
  say("SQLite");
  {
    await using backend = await startBackend();
    for (const count of [1, 2, 3]) {
      figures.push(...(await overCluster(backend, count)));
      say(`PostgreSQL and Redis, ${count}`);
    }
  }
  await using alone = await startBackend({ hasRedis: false });
  figures.push(...(await overCluster(alone, 3)));
  say("PostgreSQL alone, 3");
  return figuresReport("one to three nodes, `rooms`, a room for each sender", figures);
}

export const severalNodes: Scenario = {
  name: "j",
  title: "one, two and three nodes over PostgreSQL and Redis, beside SQLite",
  budgetSeconds: 120,
  run: ({ say }) => measure(say),
};
