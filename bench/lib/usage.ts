/** What a process used between two moments: user and system time apart, and the most memory it had. */
import { readFileSync, writeFileSync } from "node:fs";
import type { Child } from "./child.ts";

const ticksPerSecond = 100;

export interface Cpu {
  readonly userSeconds: number;
  /** Mostly copies into sockets. */
  readonly systemSeconds: number;
}

/** Of all its threads so far; the kernel counts in hundredths. */
export function cpuOf({ pid }: Pick<Child, "pid">): Cpu {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return { userSeconds: Number(fields[11]) / ticksPerSecond, systemSeconds: Number(fields[12]) / ticksPerSecond };
}

export function cpuSince(process: Pick<Child, "pid">, before: Cpu): Cpu {
  const now = cpuOf(process);
  return { userSeconds: now.userSeconds - before.userSeconds, systemSeconds: now.systemSeconds - before.systemSeconds };
}

export const totalSeconds = ({ userSeconds, systemSeconds }: Cpu): number => userSeconds + systemSeconds;

/** Its calls of `write` and `writev` so far, on sockets and files (proc(5), io). */
export function writesOf({ pid }: Pick<Child, "pid">): number {
  return Number(/^syscw: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, "utf8"))?.[1]);
}

/** From now on the peak is counted anew (proc(5), clear_refs). */
export function forgetPeak({ pid }: Pick<Child, "pid">): void {
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
}

/** The most resident memory since then, in bytes. */
export function peakBytes({ pid }: Pick<Child, "pid">): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1_024;
}
