/**
 * The forms against each other. Usage: node bench/experiments/cores/contest.ts [--rounds=12] [--ms=2000] [--folder=/dev/shm]
 *
 * Two measurements, each in rounds of all forms in turn (A B C A B C):
 * turns: server and load are never on the machine together. The server is stopped (SIGSTOP) while the load puts its messages into the
 *   sockets; then the load is stopped, and the server goes on until everything is written. The time is the server's own.
 * together: a closed loop of both on both cores, as anybody would measure it; the load's share is told.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { Child } from "../../lib/child.ts";
import { median, option, quantile, tell } from "../../lib/figures.ts";
import { latenciesOf, merged } from "../../lib/histogram.ts";
import { type FlowResult, Load, stamp } from "../../lib/load.ts";
import { upgradeRequest } from "../../lib/upgrade-request.ts";
import { accountsOf, between, family, memoryMiB, pin, prefer, type Spent, signal, total } from "./accounts.ts";

const rounds = option("rounds", 12);
const ms = option("ms", 2_000);
const root = process.argv.find((word) => word.startsWith("--folder="))?.slice(9) ?? "/dev/shm";
const program = fileURLToPath(new URL("./server.ts", import.meta.url));
const people = 1_000;

interface Form {
  readonly name: string;
  readonly words: readonly [kind: string, sockets: number];
  readonly cores: string;
  /** Threads that have a core each when their server has the machine to itself. */
  readonly spread: readonly string[];
}
const forms: readonly Form[] = [
  { name: "one thread, 1 core", words: ["one", 0], cores: "0", spread: [] },
  { name: "one thread", words: ["one", 0], cores: "0-1", spread: [] },
  { name: "core with sockets + 1 socket thread", words: ["mixed", 1], cores: "0-1", spread: ["core", "sockets"] },
  { name: "core + 1 socket thread", words: ["threads", 1], cores: "0-1", spread: ["sockets"] },
  { name: "core + 2 socket threads", words: ["threads", 2], cores: "0-1", spread: ["sockets"] },
  { name: "core + 2 processes", words: ["processes", 2], cores: "0-1", spread: ["sockets"] },
];

interface Work {
  readonly name: string;
  readonly flow: "fan" | "ten";
  /** In flight in each room, and the rooms. */
  readonly window: number;
  readonly rooms: number;
}
const works: readonly Work[] = [
  { name: "1,000 receivers, 1 in flight", flow: "fan", window: 1, rooms: 1 },
  { name: "1,000 receivers, 64 in flight", flow: "fan", window: 64, rooms: 1 },
  { name: "100 rooms of 10, 1 in flight each", flow: "ten", window: 1, rooms: 100 },
];
/** The same in turns: with one in flight in each room there is too little to do. */
const worksInTurns: readonly Work[] = [
  ...works.slice(0, 2),
  { name: "100 rooms of 10, 10 in flight each", flow: "ten", window: 10, rooms: 100 },
];

const status = z.object({ posted: z.number(), flushedAtNs: z.number() });

/** A server in one form, and a load of its own that is connected to it. */
class Contender implements AsyncDisposable {
  readonly form: Form;
  readonly #child: Child;
  readonly #load: Load;
  readonly #folder: string;
  readonly pids: readonly number[];

  private constructor(form: Form, parts: { child: Child; load: Load; folder: string }) {
    this.form = form;
    this.#child = parts.child;
    this.#load = parts.load;
    this.#folder = parts.folder;
    this.pids = family(parts.child.pid);
  }

  static async start(form: Form): Promise<Contender> {
    const folder = mkdtempSync(join(root, "parlance-cores-"));
    const command = [process.execPath, program, ...form.words.map(String), folder];
    const child = Child.start({ side: "server", command });
    const port = await child.line((line) => Number(line) || undefined);
    const load = Load.start();
    const contender = new Contender(form, { child, load, folder });
    pin(contender.pids, form.cores);
    pin([load.pid], "0-1");
    await load.group({ name: "fan", count: people, port, request: upgradeRequest("/reactions/ws"), least: 100 });
    const request = Array.from({ length: people }, (_, n) => upgradeRequest(`/ten?room=${Math.floor(n / 10)}`));
    await load.group({ name: "ten", count: people, port, request });
    await load.open("fan");
    await load.open("ten");
    const all = (group: string) => [{ group, from: 0, to: people }];
    const text = (value: object): string => JSON.stringify(value);
    const filler = "x".repeat(68);
    await load.flow({
      name: "fan",
      members: all("fan"),
      senders: [{ group: "fan", from: 0, to: 1 }],
      texts: text({ type: "send_message", data: { text: stamp + filler, author_name: "Bench" } }),
      audience: { room: people },
    });
    await load.flow({
      name: "ten",
      members: all("ten"),
      senders: all("ten"),
      texts: text({ type: "say", text: stamp + filler }),
      audience: { room: 10 },
    });
    return contender;
  }

  /** A closed loop of server and load, on whatever cores they may use. */
  async together(work: Work): Promise<{ flow: FlowResult; spent: readonly Spent[] }> {
    const before = accountsOf(this.pids);
    const flow = await this.#load.run(work.flow, { window: work.window, ms });
    return { flow, spent: between(before, accountsOf(this.pids)) };
  }

  /** `window` messages into each room while the server is stopped, then the server alone. */
  async inTurns(work: Work): Promise<{ ms: number; deliveries: number; spent: readonly Spent[] }> {
    const messages = work.window * work.rooms;
    const goal = (await this.#status()).posted + messages;
    signal(this.pids, "SIGSTOP");
    const run = this.#load.run(work.flow, { window: work.window, count: messages });
    await quiet([this.#load.pid], 0);
    signal([this.#load.pid], "SIGSTOP");
    const before = accountsOf(this.pids);
    const beganNs = process.hrtime.bigint();
    signal(this.pids, "SIGCONT");
    while ((await this.#status()).posted < goal) await sleep(5);
    await quiet(this.pids, 200_000);
    const spent = between(before, accountsOf(this.pids));
    const { flushedAtNs } = await this.#status();
    signal([this.#load.pid], "SIGCONT");
    const { deliveries } = await run;
    return { ms: (flushedAtNs - Number(beganNs)) / 1e6, deliveries, spent };
  }

  async #status(): Promise<z.infer<typeof status>> {
    const answer = this.#child.line((line) => status.parse(JSON.parse(line)));
    this.#child.input.write("\n");
    return answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#load[Symbol.asyncDispose]();
    await this.#child[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true });
  }
}

/** Resolves when in two looks, 10 ms each, no thread of the processes was ready to run, and they had used no more than `idleNs` of CPU. */
async function quiet(pids: readonly number[], idleNs: number): Promise<void> {
  let before = 0;
  for (let looks = 0; looks < 2; ) {
    await sleep(10);
    const accounts = [...accountsOf(pids).values()];
    const now = total(accounts, "ranNs");
    const isQuiet = now - before <= idleNs && accounts.every((account) => !account.isReady);
    looks = isQuiet ? looks + 1 : 0;
    before = now;
  }
}

/** Microseconds for each message by kind of thread. */
function byThread(spent: readonly Spent[], messages: number): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { name, ranNs } of spent) {
    const kind = name === "core" || name === "sockets" ? name : name === "WorkerThread" ? "store" : "gc, jit";
    sums[kind] = (sums[kind] ?? 0) + ranNs / 1e3 / messages;
  }
  return sums;
}

async function contestInTurns(all: readonly Contender[], work: Work): Promise<void> {
  for (const { pids, form } of all) prefer(pids, form.spread);
  const messages = work.window * work.rooms;
  const seen = new Map(all.map((one) => [one, { ms: [] as number[], spent: [] as Spent[] }]));
  for (let round = -5; round < rounds * (work.window * work.rooms === 1 ? 4 : 1); round++) {
    for (const [one, { ms: times, spent }] of seen) {
      const result = await one.inTurns(work);
      if (round < 0) continue;
      times.push(result.ms);
      spent.push(...result.spent);
    }
  }
  for (const [one, { ms: times, spent }] of seen) {
    const runs = times.length;
    tell(`in turns: ${work.name}: ${one.form.name}`, {
      "ms least": Math.min(...times),
      "ms p25": quantile(times, 0.25),
      "ms median": median(times),
      "CPU ms": total(spent, "ranNs") / 1e6 / runs,
      "waited ms": total(spent, "waitedNs") / 1e6 / runs,
      ...byThread(spent, messages * runs),
    });
  }
}

async function contestTogether(all: readonly Contender[], work: Work): Promise<void> {
  const seen = new Map(all.map((one) => [one, { flows: [] as FlowResult[], spent: [] as Spent[] }]));
  for (let round = -1; round < rounds / 3; round++) {
    for (const [one, { flows, spent }] of seen) {
      const result = await one.together(work);
      if (round < 0) continue;
      flows.push(result.flow);
      spent.push(...result.spent);
    }
  }
  for (const [one, { flows, spent }] of seen) {
    const messages = flows.reduce((sum, flow) => sum + flow.sent, 0);
    const deliveries = flows.reduce((sum, flow) => sum + flow.deliveries, 0);
    const ticks = total(spent, "userTicks") + total(spent, "systemTicks");
    const latency = latenciesOf(merged(flows.map((flow) => flow.latency)));
    tell(`together: ${work.name}: ${one.form.name}`, {
      "deliveries/s": median(flows.map((flow) => flow.deliveries / (flow.ns / 1e9))),
      "server ns/delivery": total(spent, "ranNs") / deliveries,
      "in kernel": total(spent, "systemTicks") / ticks,
      "load ns/delivery": flows.reduce((sum, flow) => sum + flow.cpuNs, 0) / deliveries,
      "p50 ms": latency.p50Ms,
      "p99 ms": latency.p99Ms,
      ...byThread(spent, messages),
      MiB: memoryMiB(one.pids),
    });
  }
}

await using stack = new AsyncDisposableStack();
const all: Contender[] = [];
for (const form of forms) all.push(stack.use(await Contender.start(form)));
for (const work of ms > 0 ? works : []) await contestTogether(all, work);
for (const work of worksInTurns) await contestInTurns(all, work);
