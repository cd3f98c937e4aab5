/**
 * `npm run chaos -- --minutes 30 --seed N [--nemesis kill-node,cut-redis] [--nodes 3] [--no-redis] [--sqlite]`: a cluster of its own under
 * load, broken again and again, and judged. `--url http://… --url http://…`: a deployment that is there, which is only talked to. Ends with 1
 * when anything was found; what is of a kind that `--allow ids_out_of_order,…` names is told and does not count.
 */
import { randomInt } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { seededRandom } from "@parlance/server/core/testing/random.ts";
import { Cluster } from "../cluster/cluster.ts";
import { deploymentAt } from "../deployment.ts";
import { allNemeses, everyday } from "./nemeses/all.ts";
import type { Nemesis } from "./nemeses/nemesis.ts";
import { type ChaosResult, runChaos } from "./run.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "5" },
    seed: { type: "string", default: String(randomInt(2 ** 31)) },
    nemesis: { type: "string" },
    nodes: { type: "string", default: "3" },
    "no-redis": { type: "boolean", default: false },
    sqlite: { type: "boolean", default: false },
    url: { type: "string", multiple: true, default: [] },
    journal: { type: "string" },
    "pause-ms": { type: "string", default: "200" },
    "fault-lengths": { type: "string", default: "1" },
    "per-round": { type: "string", default: "6" },
    allow: { type: "string", default: "" },
  },
});

const minuteMs = 60_000;
const roundMs = 30_000;
const tell = (line: string): void => void process.stdout.write(`${line}\n`);

/** Rounds until the time is up: so many nemeses each, all of them before any comes again. */
function* roundsOf(nemeses: readonly Nemesis[], random: () => number): Iterable<readonly Nemesis[]> {
  const untilMs = performance.now() + Number(values.minutes) * minuteMs;
  let left: Nemesis[] = [];
  do {
    if (left.length === 0) left = shuffled(nemeses, random);
    yield left.splice(0, Number(values["per-round"]));
  } while (performance.now() < untilMs);
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((one) => ({ one, lot: random() }))
    .sort((a, b) => a.lot - b.lot)
    .map(({ one }) => one);
}

function chosen(): readonly Nemesis[] {
  if (values.nemesis === undefined) return everyday;
  return values.nemesis.split(",").map((name) => {
    const found = allNemeses.find((nemesis) => nemesis.name === name);
    if (found === undefined) throw new Error(`no nemesis is called ${name}: ${allNemeses.map((one) => one.name).join(", ")}`);
    return found;
  });
}

const allowed = new Set(values.allow.split(","));
const verdict = ({ violations }: ChaosResult): number => (violations.every(({ kind }) => allowed.has(kind)) ? 0 : 1);

async function main(): Promise<number> {
  const seed = Number(values.seed);
  const journalPath = values.journal ?? join(tmpdir(), `parlance-chaos-${seed}.jsonl`);
  tell(`--seed ${seed}; everything is written down in ${journalPath}`);
  const nemeses = chosen();
  const common = {
    seed,
    journalPath,
    roundMs,
    tell,
    pauseMs: Number(values["pause-ms"]),
    lengths: Number(values["fault-lengths"]),
  };
  const timing = { calmMs: 1_500, patienceMs: 30_000 };
  const random = seededRandom(seed);
  if (values.url.length > 0) {
    const nodes = values.url.map((http) => deploymentAt({ http, roster: `${http.replace(/^http/, "ws")}/chat`, limits: "off" }));
    const rounds = roundsOf([], random);
    const result = await runChaos({ ...common, ...timing, nodes, cluster: null, rounds });
    tell(result.report);
    return verdict(result);
  }
  await using cluster = await Cluster.start({
    nodes: values.sqlite ? 1 : Number(values.nodes),
    redis: !values["no-redis"],
    store: values.sqlite ? "sqlite" : "postgres",
    replica: nemeses.some(({ name }) => name === "fail-over"),
  });
  const fitting = nemeses.filter((nemesis) => nemesis.fits(cluster));
  const rounds = roundsOf(fitting, random);
  const result = await runChaos({ ...common, ...timing, nodes: cluster.deployments, cluster, rounds });
  tell(result.report);
  return verdict(result);
}

// Not when all timers are over: some questions are still open that nobody waits for any more.
process.exit(await main());
