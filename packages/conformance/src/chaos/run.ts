/** Rounds on a cluster of one's own, or on a deployment that is there. */
import { seededRandom } from "@parlance/server/core/testing/random.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { Deployment } from "../deployment.ts";
import type { Tamper, Weather } from "../resume/lossy-proxy.ts";
import { pause } from "./clients/setting.ts";
import { Journal } from "./journal.ts";
import type { Nemesis } from "./nemeses/nemesis.ts";
import type { FaultLine, Violation } from "./records.ts";
import { type Recovery, recoveryOf } from "./recovery.ts";
import { count, emptyTally, opsTable, recoveryTable, violationsText } from "./report.ts";
import { runRound } from "./round.ts";
import { runSchedule } from "./schedule.ts";
import { makeWorld } from "./world.ts";

export interface ChaosOptions {
  readonly seed: number;
  readonly nodes: readonly Deployment[];
  /** Null: nothing can be broken but the clients' own network. */
  readonly cluster: Cluster | null;
  /** What is done in each round, in order; an empty round is over after `roundMs`. */
  readonly rounds: Iterable<readonly Nemesis[]>;
  readonly roundMs: number;
  readonly journalPath: string | null;
  readonly pauseMs: number;
  readonly lengths: number;
  readonly calmMs: number;
  readonly patienceMs: number;
  readonly weather?: Weather;
  readonly tamper?: Tamper;
  readonly tell: (line: string) => void;
}

export interface ChaosResult {
  readonly violations: readonly Violation[];
  readonly recoveries: readonly Recovery[];
  /** Readable, with the evidence. */
  readonly report: string;
}

export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { nodes, cluster, seed, tell, weather, tamper } = options;
  const random = seededRandom(seed);
  await using journal = new Journal(options.journalPath);
  const world = await makeWorld(nodes);
  const tally = emptyTally();
  const recoveries: Recovery[] = [];
  const violations: Violation[] = [];
  const findings: string[] = [];
  let round = 0;
  for (const nemeses of options.rounds) {
    round += 1;
    const { pauseMs, patienceMs: restMs } = options;
    const act = (): Promise<readonly FaultLine[]> => happen(options, { cluster, nemeses, journal, random });
    const planted = { ...(weather === undefined ? {} : { weather }), ...(tamper === undefined ? {} : { tamper }) };
    const result = await runRound({ round, world, nodes, journal, random, pauseMs, restMs, toldMs: restMs, act, ...planted });
    const faults = result.lines.filter((line) => line.kind === "fault");
    recoveries.push(...faults.map((fault) => recoveryOf(result.lines, fault, nodes.length)));
    count(tally, result.lines);
    violations.push(...result.violations);
    const isClean = result.violations.length === 0;
    tell(`round ${round}: ${result.lines.length} lines, ${isClean ? "clean" : `${result.violations.length} VIOLATIONS`}`);
    if (!isClean) findings.push(`round ${round}\n${violationsText(result.violations, result.lines)}`);
  }
  const parts = [opsTable(tally), recoveryTable(recoveries, nodes.length), ...findings];
  return { violations, recoveries, report: [`seed ${seed}, ${round} rounds`, ...parts].join("\n\n") };
}

interface Happening {
  readonly cluster: Cluster | null;
  readonly nemeses: readonly Nemesis[];
  readonly journal: Journal;
  readonly random: () => number;
}

async function happen(options: ChaosOptions, { cluster, nemeses, journal, random }: Happening): Promise<readonly FaultLine[]> {
  if (cluster === null || nemeses.length === 0) {
    await pause(options.roundMs);
    return [];
  }
  const { lengths, calmMs, patienceMs, tell } = options;
  return await runSchedule({ cluster, journal, random, nemeses, lengths, calmMs, patienceMs, tell });
}
