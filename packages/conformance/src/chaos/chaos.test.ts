/**
 * Every nemesis once, briefly. PARLANCE_CHAOS_SEED repeats a run's order, lengths and targets; `npm run chaos` is the long one.
 */
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { test } from "node:test";
import { seededRandom } from "@parlance/server/core/testing/random.ts";
import { Cluster, type ClusterOptions } from "../cluster/cluster.ts";
import { withoutPostgres } from "../services/postgres.ts";
import { withoutRedis } from "../services/redis.ts";
import { everyday } from "./nemeses/all.ts";
import type { Nemesis } from "./nemeses/nemesis.ts";
import { failOver, killNode } from "./nemeses/processes.ts";
import { runChaos } from "./run.ts";

const seed = Number(process.env["PARLANCE_CHAOS_SEED"] ?? randomInt(2 ** 31));
const brief = { roundMs: 0, pauseMs: 250, lengths: 0.12, calmMs: 100, patienceMs: 20_000, journalPath: null };

async function survives(options: ClusterOptions, nemeses: readonly Nemesis[], tell: (line: string) => void): Promise<void> {
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

const without = withoutPostgres() || withoutRedis();

test("one node: whatever dies, stops or is cut off, nothing is lost, doubled, reordered or leaked", async (t) => {
  await survives({ nodes: 1, redis: false, store: "sqlite" }, [killNode], (line) => t.diagnostic(line));
});

test("three nodes: whatever dies, stops or is cut off, nothing is lost, doubled, reordered or leaked", {
  skip: without,
}, async (t) => {
  await survives({ nodes: 3, redis: true }, everyday, (line) => t.diagnostic(line));
});

test("two nodes without Redis: a primary that dies for good is replaced, and nothing is lost", { skip: without }, async (t) => {
  await survives({ nodes: 2, redis: false, replica: true }, [failOver], (line) => t.diagnostic(line));
});
