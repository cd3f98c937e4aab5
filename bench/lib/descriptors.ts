/** Open files and sockets: how many a process has, and how many connections the machine's limit allows at each of their two ends. */
import { readdirSync, readFileSync } from "node:fs";
import type { Child } from "./child.ts";

export const descriptorsOf = ({ pid }: Pick<Child, "pid">): number => readdirSync(`/proc/${pid}/fd`).length;

/** For the program itself: its modules, its database, its workers. */
const keptBack = 200;

/** `ulimit -n` as it is for processes that we start; Node raises its own to the hard limit. */
export function openFilesAllowed(): number {
  const allowed = /^Max open files\s+(\w+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
  return allowed === "unlimited" ? Number.POSITIVE_INFINITY : Number(allowed);
}

/** As many of the wanted connections as fit; `say` hears of it when they are fewer. */
export function fitting(wanted: number, allowed: number, say: (line: string) => void): number {
  const count = Math.max(0, Math.min(wanted, allowed - keptBack));
  if (count < wanted) {
    say(
      `SCALED DOWN: ${count} connections instead of ${wanted}, as only ${allowed} files may be open: ulimit -n ${wanted + keptBack}`,
    );
  }
  return count;
}
