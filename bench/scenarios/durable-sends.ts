/**
 * (g) Durable sends: 1 to 1,000 senders, each in a room of their own, so that the echo that acknowledges a message is the only frame that it
 * becomes. The lone sender takes turns with the disk alone.
 */
import { checkRooms } from "../lib/check.ts";
import type { Child } from "../lib/child.ts";
import { median } from "../lib/figures.ts";
import { type Histogram, latenciesOf, merged } from "../lib/histogram.ts";
import { type FlowResult, isBottleneck, Load, stamp } from "../lib/load.ts";
import { type Pairs, sayIn, seedPairs } from "../lib/pairs.ts";
import { inFreshFolder, startParlance } from "../lib/parlance.ts";
import { rooms } from "../lib/protocols.ts";
import { rawSync } from "../lib/raw-sync.ts";
import { cpuOf, cpuSince, totalSeconds } from "../lib/usage.ts";
import { type Figure, figuresReport } from "./figure.ts";
import type { Report, Scenario } from "./scenario.ts";

const most = 1_000;
/** Senders, and messages of each that wait for their echo. */
const heats = [
  { senders: 10, window: 1 },
  { senders: 100, window: 1 },
  { senders: most, window: 1 },
  { senders: most, window: 16 },
] as const;
const rounds = 10;
const inRound = 200;
const warmMs = 500;
const heatMs = 2_000;
const text = stamp.padEnd(100, "x");

interface Sending {
  readonly load: Load;
  readonly server: Child;
  readonly pairs: Pairs;
}

/** Users 0, 2, 4 … are connected; the other of each room is not, and reads nothing. */
async function connect({ load, pairs }: Sending, port: number): Promise<void> {
  const senders = pairs.users.filter((_, n) => n % 2 === 0);
  const { request, steps } = rooms.enter(senders);
  await load.group({ name: "senders", count: senders.length, port, request, prefix: rooms.prefix });
  await load.open("senders", { steps });
}

/** Lets the first so many talk, each to itself. */
async function flow({ load, pairs }: Sending, senders: number): Promise<string> {
  const name = `of-${senders}`;
  const range = [{ group: "senders", from: 0, to: senders }];
  const texts = pairs.rooms.slice(0, senders).map((room) => sayIn(room, text));
  await load.flow({ name, members: range, senders: range, texts, audience: { room: 1 }, sampled: senders });
  return name;
}

/** All get back what they said, in the order in which they said it, and nothing else. */
async function check(sending: Sending): Promise<number> {
  const { load } = sending;
  await load.record("senders", true);
  const { sent } = await load.run(await flow(sending, most), { window: 4, count: most * 8 });
  await load.record("senders", false);
  return checkRooms(await load.transcripts("senders", 0, most), 1, sent, { text, textIn: rooms.textIn });
}

interface Lone {
  readonly latency: Histogram;
  readonly appendedMs: readonly number[];
  readonly overwrittenMs: readonly number[];
}

/** One message at a time, and the disk alone, in turns: what a sync takes changes with whatever else the disk does. */
async function alone(sending: Sending): Promise<Lone> {
  const name = await flow(sending, 1);
  await sending.load.run(name, { window: 1, ms: warmMs });
  const [latencies, appendedMs, overwrittenMs]: [Histogram[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    appendedMs.push(...rawSync(inRound, "append"));
    overwrittenMs.push(...rawSync(inRound, "overwrite"));
    latencies.push((await sending.load.run(name, { window: 1, count: inRound })).latency);
  }
  return { latency: merged(latencies), appendedMs, overwrittenMs };
}

function loneFigures({ latency, appendedMs, overwrittenMs }: Lone): readonly Figure[] {
  const { p50Ms, p99Ms } = latenciesOf(latency);
  const [appended, overwritten] = [median(appendedMs), median(overwrittenMs)];
  return [
    { label: "disk alone: 4 KiB appended and synced, p50", value: appended, unit: "ms" },
    { label: "disk alone: 4 KiB over old bytes and synced, p50", value: overwritten, unit: "ms" },
    { label: "1 sender: acknowledged, p50", value: p50Ms, unit: "ms" },
    { label: "1 sender: acknowledged, p99", value: p99Ms, unit: "ms" },
    { label: "1 sender: p50 ÷ appended", value: p50Ms / appended, unit: "×", bar: { atMost: 1.5 } },
    { label: "1 sender: p50 ÷ over old bytes", value: p50Ms / overwritten, unit: "×", bar: { atMost: 1.5 } },
  ];
}

interface Heat {
  readonly label: string;
  readonly result: FlowResult;
  readonly cpuSeconds: number;
}

async function together(sending: Sending, { senders, window }: (typeof heats)[number]): Promise<Heat> {
  const { load, server } = sending;
  const name = await flow(sending, senders);
  await load.run(name, { window, ms: warmMs });
  const before = cpuOf(server);
  const result = await load.run(name, { window, ms: heatMs });
  const label = `${senders.toLocaleString("en")} senders, ${window} in flight each`;
  return { label, result, cpuSeconds: totalSeconds(cpuSince(server, before)) };
}

/** The bar is for 1,000 senders, however many they have in flight. */
function heatFigures({ label, result, cpuSeconds }: Heat, isHeldToBar: boolean): readonly Figure[] {
  const { sent, ns, latency } = result;
  const rate: Figure = { label: `${label}: messages`, value: (sent * 1e9) / ns, unit: "/s" };
  return [
    isHeldToBar ? { ...rate, bar: { atLeast: 100_000 } } : rate,
    { label: `${label}: server CPU for each`, value: (cpuSeconds * 1e6) / sent, unit: "µs" },
    { label: `${label}: acknowledged, p99`, value: latenciesOf(latency).p99Ms, unit: "ms" },
  ];
}

async function measure(data: string, say: (line: string) => void): Promise<Report> {
  const pairs = await seedPairs(data, most);
  await using running = await startParlance({ data, serverCores: 2 });
  await using load = Load.start();
  const sending = { load, pairs, server: running.server };
  await connect(sending, running.port);
  say(`${(await check(sending)).toLocaleString("en")} messages right`);
  const figures = [...loneFigures(await alone(sending))];
  const notes: string[] = [];
  for (const heat of heats) {
    const told = await together(sending, heat);
    figures.push(...heatFigures(told, heat.senders === most && heat.window > 1));
    if (isBottleneck(told.result)) notes.push(`THE LOAD WAS THE BOTTLENECK: ${told.label}`);
    say(told.label);
  }
  return figuresReport("durable sends, `rooms`, a room for each sender", figures, notes);
}

export const durableSends: Scenario = {
  name: "g",
  title: "durable sends from 1, 10, 100 and 1,000 senders",
  budgetSeconds: 30,
  run: ({ say }) => inFreshFolder((data) => measure(data, say)),
};
