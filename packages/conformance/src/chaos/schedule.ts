/** One fault after another, in an order and for lengths that the seed decides, with time between them to recover. */
import type { Cluster } from "../cluster/cluster.ts";
import { pause } from "./clients/setting.ts";
import type { Journal } from "./journal.ts";
import type { Nemesis } from "./nemeses/nemesis.ts";
import type { FaultLine } from "./records.ts";
import { hasRecovered } from "./recovery.ts";

export interface ScheduleOptions {
  readonly cluster: Cluster;
  readonly journal: Journal;
  readonly random: () => number;
  /** In this order. */
  readonly nemeses: readonly Nemesis[];
  /** Times of the nemeses are multiplied with it. */
  readonly lengths: number;
  /** Longest wait for a recovery, in milliseconds; then the next fault comes all the same. */
  readonly patienceMs: number;
  /** Between a recovery and the next fault, in milliseconds. */
  readonly calmMs: number;
  readonly tell: (line: string) => void;
}

export async function runSchedule(options: ScheduleOptions): Promise<readonly FaultLine[]> {
  const { cluster, journal, random, nemeses, tell } = options;
  const faults: FaultLine[] = [];
  await pause(options.calmMs);
  for (const nemesis of nemeses) {
    if (!nemesis.fits(cluster)) continue;
    const beganMs = journal.nowMs();
    const begun = await nemesis.begin(cluster, random);
    await pause(nemesis.mostMs * options.lengths * (0.5 + random() / 2));
    await begun.end();
    const fault: FaultLine = {
      kind: "fault",
      nemesis: nemesis.name,
      target: begun.target,
      beganMs,
      endedMs: journal.nowMs(),
    };
    faults.push(fault);
    tell(
      `${(beganMs / 1_000).toFixed(1)} s: ${nemesis.name} (${begun.target}) for ${((fault.endedMs - beganMs) / 1_000).toFixed(1)} s`,
    );
    const deadline = performance.now() + options.patienceMs;
    while (!hasRecovered(journal.lines, fault, cluster.nodes.length) && performance.now() < deadline) await pause(50);
    await pause(options.calmMs);
  }
  return faults;
}
