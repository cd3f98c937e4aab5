/**
 * The way in: durable messages of 1,000 users to each other, and what the server's main thread spends on each.
 * Usage: node bench/ingest.ts [--roots=PATH,PATH] [--rounds=5] [--messages=60000] [--inflight=1 | --lone] [--cores=1] [--only=openchamp|rooms]
 * `roots`: checkouts whose servers take turns; this one alone unless said. `inflight`: of each user. `lone`: one message at a time among all,
 * beside raw `fdatasync`. PARLANCE_BENCH_NODE: flags for the servers' Node.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Child } from "./lib/child.ts";
import { median, option, tell, word } from "./lib/figures.ts";
import { latenciesOf } from "./lib/histogram.ts";
import { Load, stamp } from "./lib/load.ts";
import { rawSync } from "./lib/raw-sync.ts";
import { openSeed, type Seeded, seedAccounts, seedDirects } from "./lib/seed.ts";
import { upgradeRequest } from "./lib/upgrade-request.ts";

const users = 1_000;
const rawSyncs = 200;
const rounds = option("rounds", 5);
const messages = option("messages", 60_000);
const inFlight = option("inflight", 1);
const isLone = process.argv.includes("--lone");
const window = isLone ? 1 : inFlight * users;
const loadName = isLone ? "one at a time" : `${inFlight} in flight each`;
const here = fileURLToPath(new URL("..", import.meta.url));
const roots = (word("roots") ?? here).split(",");

interface Protocol {
  readonly path: string;
  readonly copies: number;
  text(to: number): string;
  readonly login: (user: Seeded) => string;
  readonly loggedIn: string;
  readonly prefix: string;
}

const name = (n: number): string => `user${n % users}`;
const words = `${stamp} lorem ipsum dolor sit amet conse`;
const protocols: Readonly<Record<string, Protocol>> = {
  openchamp: {
    path: "/openchamp/ws",
    copies: 1,
    login: ({ token }) => JSON.stringify({ type: "token_auth", payload: { token } }),
    loggedIn: "auth_success",
    prefix: '{"type":"private_chat"',
    text: (from) => JSON.stringify({ type: "private_chat", payload: { target: name(from + 1), message: words } }),
  },
  rooms: {
    path: "/chat/connect",
    copies: 2,
    login: ({ token }) => JSON.stringify({ auth_token: token }),
    loggedIn: "CONNECTED",
    prefix: '{"message"',
    text: (from) => JSON.stringify({ room: `direct${from}`, messages: words }),
  },
};

/** Nanoseconds on a CPU: of the main thread, and of all. */
function spent(pid: number): { main: number; all: number } {
  const of = (thread: string): number => Number.parseInt(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8"), 10);
  return { main: of(`${pid}`), all: readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + of(thread), 0) };
}

interface Contender extends AsyncDisposable {
  readonly root: string;
  readonly lines: Map<string, number[]>;
  lap(count: number): Promise<void>;
}

async function contend(root: string, protocol: Protocol): Promise<Contender> {
  const folder = mkdtempSync(`${here}.tmp-bench-`);
  const store = await openSeed(folder);
  const seeded = await seedAccounts(store, users);
  await seedDirects(
    store,
    seeded.map((user, n): [Seeded, Seeded] => [user, seeded[(n + 1) % users] ?? user]),
  );
  await store.close();
  const flags = ["--port", "0", "--roster-port", "0", "--limits", "off", "--log-level", "warn", "--data", folder];
  const nodeFlags = (process.env["PARLANCE_BENCH_NODE"] ?? "").split(" ").filter((flag) => flag !== "");
  const main = `${root}/packages/server/src/app/main.ts`;
  const child = Child.start({
    side: "server",
    serverCores: option("cores", 1),
    command: [process.execPath, ...nodeFlags, main, ...flags],
  });
  const port = await child.line((line) => /http:\/\/\S+:(\d+)/.exec(line)?.[1]);
  const load = Load.start();
  await load.group({
    name: "all",
    count: users,
    port: Number(port),
    request: upgradeRequest(protocol.path),
    prefix: protocol.prefix,
  });
  const logins = seeded.map((user) => protocol.login(user));
  await load.open("all", { steps: [{ say: logins }, { hear: protocol.loggedIn }] });
  const everyone = [{ group: "all", from: 0, to: users }];
  const texts = seeded.map((_, n) => protocol.text(n));
  await load.flow({ name: "all", members: everyone, senders: everyone, texts, audience: { copies: protocol.copies } });
  const lines = new Map<string, number[]>();
  const note = (figures: Record<string, number>): void => {
    for (const [key, value] of Object.entries(figures)) lines.set(key, [...(lines.get(key) ?? []), value]);
  };
  return {
    root,
    lines,
    lap: async (count) => {
      const before = spent(child.pid);
      const result = await load.run("all", { window, count });
      const after = spent(child.pid);
      if (result.extra !== 0) process.stdout.write(`${result.extra} frames too many\n`);
      const { p50Ms, p99Ms } = latenciesOf(result.latency);
      if (isLone) note({ "raw ms": median(rawSync(rawSyncs, "overwrite")) });
      note({
        "main us": (after.main - before.main) / count / 1_000,
        "all us": (after.all - before.all) / count / 1_000,
        "messages/s": (result.sent / result.ns) * 1e9,
        "p50 ms": p50Ms,
        "p99 ms": p99Ms,
        "load's CPU": result.cpuNs / result.ns,
      });
    },
    [Symbol.asyncDispose]: async () => {
      await load[Symbol.asyncDispose]();
      await child[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

async function compare(label: string, protocol: Protocol): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const all: Contender[] = [];
  for (const root of roots) all.push(stack.use(await contend(root, protocol)));
  // Twice, until everything is compiled.
  for (const one of [...all, ...all]) await one.lap(messages / 2);
  for (const one of all) one.lines.clear();
  for (let round = 0; round < rounds; round += 1) {
    for (const one of round % 2 === 0 ? all : all.toReversed()) await one.lap(messages);
  }
  for (const { root, lines } of all) {
    const figures = Object.fromEntries([...lines].map(([key, values]) => [key, median(values)]));
    tell(`${label}, ${loadName}: ${root.split("/").findLast((part) => part !== "") ?? ""}`, figures);
  }
}

const only = word("only");
for (const [label, protocol] of Object.entries(protocols)) if (only === null || only === label) await compare(label, protocol);
