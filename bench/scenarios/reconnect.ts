/**
 * (d) A reconnect storm on `reactions`, whose clients are sent the last 1,000 messages whenever they come: all of them are cut and come back
 * at once, while others who stay go on talking in private. Beside it plain `ws` that sends 1,000 messages out of memory, with fewer clients.
 */
import { fileURLToPath } from "node:url";
import { Child } from "../lib/child.ts";
import { descriptorsOf, fitting, openFilesAllowed } from "../lib/descriptors.ts";
import { latenciesOf } from "../lib/histogram.ts";
import { type ActResult, type FlowResult, isBottleneck, Load, stamp } from "../lib/load.ts";
import { type Pairs, sayIn, seedPairs } from "../lib/pairs.ts";
import { inFreshFolder, startParlance } from "../lib/parlance.ts";
import { until } from "../lib/poll.ts";
import { reactions, rooms } from "../lib/protocols.ts";
import { upgradeRequest } from "../lib/upgrade-request.ts";
import { cpuOf, cpuSince, forgetPeak, peakBytes, totalSeconds } from "../lib/usage.ts";
import { type Figure, figuresReport, must } from "./figure.ts";
import { checkReplay } from "./replay-check.ts";
import type { Scenario } from "./scenario.ts";

const clients = 10_000;
const history = 1_000;
const pairs = 50;
/** Messages a second among those who stay, each to one other. */
const chatRate = 200;
const calmMs = 3_000;
/** Addresses that the storm comes from: one has too few ports for it to come twice. */
const sources = 200;
/** On their way at once: about as many as the server's queue of new connections holds, past which the kernel makes a client wait a second. */
const pending = 1_000;
const plainClients = 1_000;
const text = stamp.padEnd(100, "x");

interface Storming {
  readonly load: Load;
  readonly server: Child;
}

interface Storm {
  readonly act: ActResult;
  readonly bytes: number;
  readonly cpuSeconds: number;
  readonly grownBytes: number;
}

/** All of the group `storm` come and wait until they have what they missed. */
async function storm({ load, server }: Storming): Promise<Storm> {
  await load.totals("storm");
  const { rssBytes } = server.memory();
  forgetPeak(server);
  const before = cpuOf(server);
  const act = await load.open("storm", { steps: [{ count: history }], pending });
  const cpuSeconds = totalSeconds(cpuSince(server, before));
  const { bytes, frames, lost } = await load.totals("storm");
  must(lost === 0 && frames === act.done * history, `${frames} messages came to ${act.done} clients, of whom ${lost} were lost`);
  return { act, bytes, cpuSeconds, grownBytes: peakBytes(server) - rssBytes };
}

/** Fills the history, then lets some come and compares what they get, word by word. */
async function fill(load: Load, port: number): Promise<void> {
  const { say, prefix, textIn, enter } = reactions;
  await load.group({ name: "writer", count: 1, port, ...enter([]) });
  await load.open("writer");
  const writer = [{ group: "writer", from: 0, to: 1 }];
  await load.flow({ name: "history", members: writer, senders: writer, texts: say(text), audience: { room: 1 } });
  await load.run("history", { window: 64, count: history });
  const count = 3;
  await load.group({ name: "readers", count, port, prefix, ...enter([]) });
  await load.record("readers", true);
  await load.open("readers");
  // What is said now comes after the replay, and pushes the oldest out of the history.
  const last = "that was all";
  const heard = load.perform("readers", { steps: [{ hear: last }] });
  await load.perform("writer", { steps: [{ say: say(last) }] });
  await heard;
  checkReplay(await load.transcripts("readers", 0, count), { history, textIn, last });
  await load.close("readers");
}

/** Those who stay: each writes to the other of its pair. */
async function settle(load: Load, port: number, { users, rooms: ids }: Pairs): Promise<void> {
  const { prefix, enter } = rooms;
  const { request, steps } = enter(users);
  await load.group({ name: "stayers", count: users.length, port, prefix, request });
  await load.open("stayers", { steps });
  const everyone = [{ group: "stayers", from: 0, to: users.length }];
  const texts = users.map((_, n) => sayIn(ids[Math.floor(n / 2)] ?? "", text));
  const audience = { room: 2 };
  await load.flow({ name: "chat", members: everyone, senders: everyone, texts, audience, sampled: users.length });
}

interface Outcome {
  readonly first: Storm;
  readonly back: Storm;
  readonly calm: FlowResult;
  readonly meanwhile: FlowResult;
}

async function parlance(data: string, say: (line: string) => void): Promise<Outcome> {
  const count = fitting(clients, openFilesAllowed(), say);
  const seeded = await seedPairs(data, pairs);
  await using running = await startParlance({ data });
  const { server, port } = running;
  await using load = Load.start();
  await fill(load, port);
  await settle(load, port, seeded);
  say("the replay is right; all come a first time");
  const descriptors = descriptorsOf(server);
  await load.group({ name: "storm", count, port, sources, ...reactions.enter([]) });
  const first = await storm({ load, server });
  await load.close("storm");
  await until(() => descriptorsOf(server) <= descriptors, { waitedFor: "the server to see that all are gone" });
  const calm = await load.run("chat", { rate: chatRate, ms: calmMs });
  say("and again");
  const chat = load.run("chat", { rate: chatRate });
  const back = await storm({ load, server });
  await load.stop("chat");
  return { first, back, calm, meanwhile: await chat };
}

function figuresOf({ first, back, calm, meanwhile }: Outcome): readonly Figure[] {
  const { act, bytes, cpuSeconds, grownBytes } = back;
  const each = latenciesOf(act.times);
  const [before, others] = [latenciesOf(calm.latency), latenciesOf(meanwhile.latency)];
  return [
    { label: `${act.done.toLocaleString("en")} back and caught up`, value: act.ns / 1e9, unit: "s", bar: { atMost: 5 } },
    { label: "the same when they came first", value: first.act.ns / 1e9, unit: "s" },
    { label: "one client, p50", value: each.p50Ms, unit: "ms" },
    { label: "one client, p99", value: each.p99Ms, unit: "ms" },
    { label: "to each client", value: bytes / act.done / 1_000, unit: "kB" },
    { label: "server CPU for each client", value: (cpuSeconds * 1e6) / act.done, unit: "µs" },
    { label: "server CPU, share of a core", value: (cpuSeconds / act.ns) * 1e11, unit: "%" },
    { label: "load generator, share of its core", value: (meanwhile.cpuNs / meanwhile.ns) * 100, unit: "%" },
    { label: "memory at the peak, more than before", value: grownBytes / 2 ** 20, unit: "MiB" },
    { label: "others' messages before, p99", value: before.p99Ms, unit: "ms" },
    { label: "others' messages meanwhile, p50", value: others.p50Ms, unit: "ms" },
    { label: "others' messages meanwhile, p99", value: others.p99Ms, unit: "ms", bar: { atMost: 250 } },
    { label: "others' messages meanwhile, longest", value: others.maxMs, unit: "ms" },
  ];
}

/** Messages of the same size from a loop over the history. */
async function plain(frameBytes: number): Promise<readonly Figure[]> {
  const file = fileURLToPath(new URL("../contenders/servers/ws-replay.ts", import.meta.url));
  const command = [process.execPath, file, String(history), String(frameBytes)];
  await using server = Child.start({ side: "server", command });
  const port = await server.line(Number);
  await using load = Load.start();
  await load.group({ name: "storm", count: plainClients, port, sources, request: upgradeRequest("/") });
  const { act, cpuSeconds } = await storm({ load, server });
  const label = `plain \`ws\`, ${plainClients.toLocaleString("en")}`;
  return [
    { label: `${label} back and caught up`, value: act.ns / 1e9, unit: "s" },
    { label: `${label}, server CPU for each`, value: (cpuSeconds * 1e6) / act.done, unit: "µs" },
  ];
}

export const reconnect: Scenario = {
  name: "d",
  title: "reconnect storm: 10,000 come back and are sent 1,000 messages each",
  budgetSeconds: 45,
  run: ({ say }) =>
    inFreshFolder(async (data) => {
      const outcome = await parlance(data, say);
      const { bytes, act } = outcome.back;
      // Two bytes and two more of header before a payload of more than 125 bytes.
      const beside = await plain(Math.round(bytes / act.done / history) - 4);
      const notes = isBottleneck(outcome.meanwhile) ? ["THE LOAD WAS THE BOTTLENECK while they came back"] : [];
      return figuresReport("reconnect storm, `reactions`", [...figuresOf(outcome), ...beside], notes);
    }),
};
