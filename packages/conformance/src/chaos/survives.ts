/** A brief round of faults that must leave nothing behind: what the tests of the whole are made of. */
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { seededRandom } from "@parlance/server/core/testing/random.ts";
import { Cluster, type ClusterOptions } from "../cluster/cluster.ts";
import type { Nemesis } from "./nemeses/nemesis.ts";
import { runChaos } from "./run.ts";

const seed = Number(process.env["PARLANCE_CHAOS_SEED"] ?? randomInt(2 ** 31));
const brief = { roundMs: 0, pauseMs: 250, lengths: 0.12, calmMs: 100, patienceMs: 20_000, journalPath: null };

/** Every one of these that fits the cluster, once; PARLANCE_CHAOS_SEED repeats their order, lengths and targets. */
export async function survives(
  options: ClusterOptions,
  nemeses: readonly Nemesis[],
  tell: (line: string) => void,
): Promise<void> {
  await using cluster = await Cluster.start(options);
  const random = seededRandom(seed);
  const fitting = nemeses.filter((nemesis) => nemesis.fits(cluster)).map((one) => ({ one, lot: random() }));
  const rounds = [fitting.sort((a, b) => a.lot - b.lot).map(({ one }) => one)];
  tell(`PARLANCE_CHAOS_SEED=${seed}`);
  const { violations, recoveries, report } = await runChaos({
    ...brief,
    seed,
    nodes: cluster.deployments,
    cluster,
    rounds,
    tell,
  });
  assert.equal(violations.length, 0, report);
  assert.deepEqual(
    recoveries.filter(({ writeMs }) => writeMs === null),
    [],
    "every node takes writes again",
  );
}
