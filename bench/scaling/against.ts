/** The simulation beside what was measured: the scenario of several nodes, all on this machine's cores. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { root } from "../lib/parlance.ts";
import type { Costs } from "./costs.ts";
import type { Design } from "./demand.ts";
import { simulate } from "./simulate.ts";
import type { Workload } from "./workload.ts";

/** As scenarios/nodes.ts has them. */
const senders = 600;
const windows = [1, 16] as const;
const cores = 2;
const seconds = 4;

export interface Compared {
  readonly label: string;
  readonly measured: number;
  readonly simulated: number;
}

const report = z.object({ figures: z.array(z.object({ label: z.string(), value: z.number() })) });

/** Each sends into a room where only they are connected. */
const alone: Workload = {
  users: senders,
  onlineShare: 1,
  connectionsPerUser: 1,
  messagesPerHour: 1,
  arrivalsPerHour: 0,
  rooms: [{ name: "own", share: 1, least: 1, most: 1 }],
};

/** Messages a second with one, two and three nodes. Throws when the scenario was not run. */
export function againstMeasured(costs: Costs, seed: number): readonly Compared[] {
  const { figures } = report.parse(JSON.parse(readFileSync(join(root, "bench/results/j.json"), "utf8")));
  return [1, 2, 3].flatMap((nodes) =>
    windows.map((window) => {
      const label = `PostgreSQL and Redis, ${nodes} ${nodes === 1 ? "node" : "nodes"}, ${senders} senders, ${window} in flight each`;
      const measured = figures.find((figure) => figure.label === `${label}: messages`)?.value;
      if (measured === undefined) throw new Error(`bench/results/j.json does not tell of ${label}: run npm run bench -- j`);
      const design: Design = {
        nodes,
        partitions: 1,
        replicas: 0,
        redisShards: 1,
        writers: null,
        presence: { told: "all" },
        relayFanOut: null,
      };
      const options = { seed, seconds, sharedCores: cores, closed: { senders, window } };
      return { label, measured, simulated: simulate(alone, design, { costs, options }).messagesPerSecond };
    }),
  );
}
