/** (h) All five protocols in the lounge at once: whoever says something on one is seen on all. */
import { checkRooms } from "../lib/check.ts";
import type { Child } from "../lib/child.ts";
import { latenciesOf } from "../lib/histogram.ts";
import { isBottleneck, Load, type Range, stamp } from "../lib/load.ts";
import { inFreshFolder, startParlance } from "../lib/parlance.ts";
import { type Protocol, protocols } from "../lib/protocols.ts";
import { openSeed, type Seeded, seedAccounts } from "../lib/seed.ts";
import { cpuOf, cpuSince, totalSeconds } from "../lib/usage.ts";
import { type Figure, figuresReport } from "./figure.ts";
import type { Report, Scenario } from "./scenario.ts";

/** Clients of each protocol. */
const each = 100;
const all = each * protocols.length;
/** Messages in flight in all, in the closed loop. */
const window = 64;
const warmMs = 500;
const closedMs = 3_000;
/** Of the open loop: every client says two a second. */
const rate = all * 2;
const openMs = 2_000;
const checked = all * 2;
const text = stamp.padEnd(60, "x");

const rangeOf = ({ name }: Protocol): Range => ({ group: name, from: 0, to: each });
const everyone = protocols.map(rangeOf);
/** One after another of the same protocol, then those of the next. */
const texts = protocols.flatMap(({ say }) => Array.from({ length: each }, () => say(text)));

interface Mixing {
  readonly load: Load;
  readonly server: Child;
}

async function connect(load: Load, port: number, users: readonly Seeded[]): Promise<void> {
  for (const [n, protocol] of protocols.entries()) {
    const { name, prefix } = protocol;
    const { request, steps } = protocol.enter(users.slice(n * each, (n + 1) * each));
    await load.group({ name, count: each, port, prefix, request });
    await load.open(name, { steps });
  }
}

/** Everybody on every protocol got the same messages in the same order, word for word. */
async function check(load: Load): Promise<number> {
  for (const { name } of protocols) await load.record(name, true);
  const { sent } = await load.run("closed", { window: 16, count: checked });
  const transcripts: Buffer[][] = [];
  for (const { name, textIn } of protocols) {
    await load.record(name, false);
    const own = await load.transcripts(name, 0, each);
    transcripts.push(...own.map((frames) => frames.map((frame) => Buffer.from(textIn(frame)))));
  }
  return checkRooms(transcripts, all, sent, { text, textIn: (payload) => payload.toString() });
}

/** Everybody talks and everybody hears. */
async function closed({ load, server }: Mixing): Promise<{ figures: readonly Figure[]; notes: readonly string[] }> {
  await load.run("closed", { window, ms: warmMs });
  const before = cpuOf(server);
  const result = await load.run("closed", { window, ms: closedMs });
  const cpuSeconds = totalSeconds(cpuSince(server, before));
  return {
    figures: [
      { label: `${window} in flight: deliveries`, value: (result.deliveries * 1e9) / result.ns, unit: "/s" },
      { label: `${window} in flight: messages`, value: (result.sent * 1e9) / result.ns, unit: "/s" },
      { label: `${window} in flight: server CPU for each delivery`, value: (cpuSeconds * 1e6) / result.deliveries, unit: "µs" },
    ],
    notes: isBottleneck(result) ? [`THE LOAD WAS THE BOTTLENECK: ${window} in flight`] : [],
  };
}

/** Everybody talks at a rate; heard where one protocol is spoken. */
async function heardOn(load: Load, protocol: Protocol): Promise<readonly Figure[]> {
  const name = `open-${protocol.name}`;
  const members = [rangeOf(protocol)];
  await load.flow({ name, members, senders: everyone, texts, audience: { room: each }, sampled: each });
  const { p50Ms, p99Ms } = latenciesOf((await load.run(name, { rate, ms: openMs })).latency);
  const label = `${rate.toLocaleString("en")} messages a second, heard on ${protocol.name}`;
  return [
    { label: `${label}: p50`, value: p50Ms, unit: "ms" },
    { label: `${label}: p99`, value: p99Ms, unit: "ms" },
  ];
}

async function measure(data: string, say: (line: string) => void): Promise<Report> {
  const store = await openSeed(data);
  const users = await seedAccounts(store, all).finally(() => store.close());
  await using running = await startParlance({ data });
  await using load = Load.start();
  await connect(load, running.port, users);
  const members = { members: everyone, senders: everyone, audience: { room: all } };
  await load.flow({ name: "closed", ...members, texts });
  say(`${(await check(load)).toLocaleString("en")} messages right`);
  const { figures, notes } = await closed({ load, server: running.server });
  const latencies: Figure[] = [];
  for (const protocol of protocols) latencies.push(...(await heardOn(load, protocol)));
  return figuresReport(`the lounge, ${each} clients of each protocol, all of whom talk`, [...figures, ...latencies], notes);
}

export const mixed: Scenario = {
  name: "h",
  title: "all five protocols in one room",
  budgetSeconds: 30,
  run: ({ say }) => inFreshFolder((data) => measure(data, say)),
};
