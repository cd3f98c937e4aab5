/**
 * (f) Connections that say nothing: what each holds of the server's memory, after its garbage was collected, and what all of them cost
 * while they are only pinged. All five protocols, each connection somebody else's; few on `roster`, where everybody is told of everybody.
 */
import { setTimeout as delay } from "node:timers/promises";
import { boundsWith } from "../../packages/server/src/ports/bounds.ts";
import type { Contender } from "../contenders/contender.ts";
import type { Child } from "../lib/child.ts";
import { type Held, heldBy, withCollector } from "../lib/collector.ts";
import { fitting, openFilesAllowed } from "../lib/descriptors.ts";
import { Load } from "../lib/load.ts";
import { inFreshFolder, startParlance } from "../lib/parlance.ts";
import { type Protocol, protocols, roster } from "../lib/protocols.ts";
import { openSeed, type Seeded, seedAccounts } from "../lib/seed.ts";
import { cpuOf, cpuSince, totalSeconds } from "../lib/usage.ts";
import { type Figure, figuresReport, must } from "./figure.ts";
import type { Report, Scenario } from "./scenario.ts";

const wanted = 19_000;
/** Each newcomer is sent a list of all who are online, on whichever protocol: 19,000 lists of 19,000 would be 30 GB. They come last. */
const onRoster = 1_000;
const sources = 100;
const pending = 500;
/** Opened and closed before anything is measured, so that code and pools are there. */
const warm = 200;
/** One whole round of pings: each connection is pinged once it was silent so long, and found silent up to an eighth later. */
const idleMs = boundsWith().pingIntervalMs * 1.125;
/** Those whose connections the load generator can keep open; memory of a program without a garbage collector is told as it is. */
const beside = ["floor", "ws", "socket.io"];

interface Growth {
  readonly label: string;
  readonly count: number;
  readonly before: Held;
  readonly after: Held;
}

const memoryOf = ({ label, count, before, after }: Growth): Figure => ({
  label: `${label}: memory of each`,
  value: (after.pssBytes - before.pssBytes) / count / 1_000,
  unit: "kB",
});
const heapOf = ({ label, count, before, after }: Growth): Figure => ({
  label: `${label}: of it JavaScript objects`,
  value: (after.heapBytes - before.heapBytes) / count / 1_000,
  unit: "kB",
});

interface Crowd {
  readonly load: Load;
  readonly port: number;
  readonly users: readonly Seeded[];
}

/** Opens connections of the group, one for each user, and leaves them there. */
async function come({ load, port, users }: Crowd, protocol: Protocol, group: string): Promise<void> {
  const { request, steps } = protocol.enter(users);
  await load.group({ name: group, count: users.length, port, sources, request });
  await load.open(group, { steps, pending });
}

async function seed(folder: string, count: number): Promise<readonly Seeded[]> {
  const store = await openSeed(folder);
  try {
    return await seedAccounts(store, count);
  } finally {
    await store.close();
  }
}

async function cpuShare(server: Child, ms: number): Promise<number> {
  const before = cpuOf(server);
  await delay(ms);
  return (totalSeconds(cpuSince(server, before)) / ms) * 1e5;
}

/** Who comes by which protocol, in the order of coming. */
function shares(users: readonly Seeded[]): readonly (readonly [Protocol, readonly Seeded[]])[] {
  const others = protocols.filter((protocol) => protocol !== roster);
  const rosterCount = Math.min(onRoster, Math.floor(users.length / protocols.length));
  const each = Math.floor((users.length - rosterCount) / others.length);
  const of = (n: number, count: number): readonly Seeded[] => users.slice(n * each, n * each + count);
  return [...others.map((protocol, n) => [protocol, of(n, each)] as const), [roster, of(others.length, rosterCount)] as const];
}

async function parlance(data: string, say: (line: string) => void): Promise<readonly Figure[]> {
  const users = await seed(data, fitting(wanted, openFilesAllowed(), say));
  await using running = await withCollector(() => startParlance({ data }));
  const { server, port } = running;
  await using load = Load.start();
  for (const protocol of protocols) {
    const group = `warm-${protocol.name}`;
    await come({ load, port, users: users.slice(0, warm) }, protocol, group);
    await load.close(group);
  }
  const start = await heldBy(server);
  const growths: Growth[] = [];
  for (const [protocol, own] of shares(users)) {
    await come({ load, port, users: own }, protocol, protocol.name);
    const before = growths.at(-1)?.after ?? start;
    growths.push({ label: `Parlance, ${protocol.name}`, count: own.length, before, after: await heldBy(server) });
    say(`${own.length} on ${protocol.name}`);
  }
  const count = growths.reduce((sum, growth) => sum + growth.count, 0);
  const all = {
    label: `Parlance, all ${count.toLocaleString("en")}`,
    count,
    before: start,
    after: growths.at(-1)?.after ?? start,
  };
  say(`idle for ${idleMs / 1_000} s`);
  const share = await cpuShare(server, idleMs);
  const totals = await Promise.all(protocols.map(({ name }) => load.totals(name)));
  const open = totals.reduce((sum, total) => sum + total.open, 0);
  must(open === count, `only ${open} connections of ${count} are open at the end`);
  return [
    { ...memoryOf(all), bar: { atMost: 10 } },
    heapOf(all),
    { label: "Parlance: CPU, share of a core", value: share, unit: "%", bar: { atMost: 1 } },
    ...growths.flatMap((growth) => [memoryOf(growth), heapOf(growth)]),
  ];
}

/** The same number in one room of theirs. */
async function other(contender: Contender, say: (line: string) => void): Promise<readonly Figure[]> {
  const count = fitting(wanted, openFilesAllowed(), say);
  await using stage = await withCollector(() => contender.start({ kind: "rooms", rooms: 1, members: count }));
  await using load = Load.start();
  const { server, connection, steps } = stage;
  const isNode = contender.name !== "floor";
  const held = (): Promise<Held> | Held => (isNode ? heldBy(server) : { ...server.memory(), heapBytes: 0 });
  await load.group({ name: "all", count, sources, ...connection });
  await load.open("all", { to: warm, steps });
  const before = await held();
  await load.open("all", { from: warm, steps, pending });
  const growth = { label: contender.label, count: count - warm, before, after: await held() };
  say(`${count} on ${contender.label}`);
  return isNode ? [memoryOf(growth), heapOf(growth)] : [memoryOf(growth)];
}

export const idle: Scenario = {
  name: "f",
  title: "19,000 idle connections",
  budgetSeconds: 100,
  run: ({ say, contenders }): Promise<Report> =>
    inFreshFolder(async (data) => {
      const figures = [...(await parlance(data, say))];
      for (const contender of contenders) {
        if (beside.includes(contender.name) && contender.missing() === undefined) figures.push(...(await other(contender, say)));
      }
      return figuresReport("idle connections", figures);
    }),
};
