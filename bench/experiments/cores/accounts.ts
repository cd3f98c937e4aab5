/** CPU as the kernel's scheduler counts it, to the nanosecond, by thread. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setPriority } from "node:os";

export interface Account {
  readonly name: string;
  readonly ranNs: number;
  /** Ready to run, but others had the core. */
  readonly waitedNs: number;
  readonly userTicks: number;
  readonly systemTicks: number;
  /** It runs, or would if it had a core. */
  readonly isReady: boolean;
}

export type Spent = Omit<Account, "isReady">;

/** By process and thread. */
export type Accounts = ReadonlyMap<string, Account>;

export function accountsOf(pids: readonly number[]): Accounts {
  const all = new Map<string, Account>();
  for (const pid of pids) {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const folder = `/proc/${pid}/task/${thread}`;
      const [ranNs = 0, waitedNs = 0] = readFileSync(`${folder}/schedstat`, "utf8").split(" ").map(Number);
      const stat = readFileSync(`${folder}/stat`, "utf8");
      const words = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const [userTicks = 0, systemTicks = 0] = words.slice(11, 13).map(Number);
      const isFirst = thread === String(pid);
      const comm = readFileSync(`${folder}/comm`, "utf8").trim();
      const name = isFirst ? (pid === pids[0] ? "core" : "sockets") : comm;
      all.set(`${pid}/${thread}`, { name, ranNs, waitedNs, userTicks, systemTicks, isReady: words[0] === "R" });
    }
  }
  return all;
}

/** What happened in between, of threads that did something. */
export function between(before: Accounts, after: Accounts): Spent[] {
  const spent: Spent[] = [];
  for (const [key, now] of after) {
    const then = before.get(key) ?? { ranNs: 0, waitedNs: 0, userTicks: 0, systemTicks: 0 };
    spent.push({
      name: now.name,
      ranNs: now.ranNs - then.ranNs,
      waitedNs: now.waitedNs - then.waitedNs,
      userTicks: now.userTicks - then.userTicks,
      systemTicks: now.systemTicks - then.systemTicks,
    });
  }
  return spent;
}

export const total = (spent: readonly Spent[], key: "ranNs" | "waitedNs" | "userTicks" | "systemTicks"): number =>
  spent.reduce((sum, account) => sum + account[key], 0);

/** A process and its children. */
export function family(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return [pid, ...(children === "" ? [] : children.split(" ").map(Number))];
}

/** Memory of the processes, what they share counted once. */
export function memoryMiB(pids: readonly number[]): number {
  const kib = pids.map((pid) => Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1]));
  return kib.reduce((sum, one) => sum + one, 0) / 1_024;
}

/** Lets all threads of the processes run on these cores only. */
export function pin(pids: readonly number[], cores: string): void {
  for (const pid of pids) spawnSync("taskset", ["-a", "-c", "-p", cores, String(pid)]);
}

/**
 * Before everybody else on the machine, and the threads with sockets one to a core, as the scheduler of an idle machine would have it:
 * what others do then delays a short burst of work the least. Needs root; without it throws EACCES.
 */
export function prefer(pids: readonly number[], withSockets: readonly string[]): void {
  let spread = 0;
  for (const [key, { name }] of accountsOf(pids)) {
    const thread = Number(key.split("/")[1]);
    setPriority(thread, -15);
    if (withSockets.includes(name)) spawnSync("taskset", ["-c", "-p", String(spread++ % 2), String(thread)]);
  }
}

export function signal(pids: readonly number[], name: "SIGSTOP" | "SIGCONT"): void {
  for (const pid of pids) process.kill(pid, name);
}
