/**
 * Measures what things cost on this machine, for the simulation, and writes it to bench/results/costs.json. What the scenarios of the bench
 * measured already is taken from their results: run `npm run bench -- a d f j` before. About a minute; nothing else should be running.
 * Usage: npm exec -- node bench/scaling/calibrate.ts
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { root } from "../lib/parlance.ts";
import { circumstances } from "../report/machine.ts";
import { busCosts } from "./calibrate-bus.ts";
import { storeCosts } from "./calibrate-store.ts";
import { type Costs, costs } from "./costs.ts";

const figures = z.object({ figures: z.array(z.looseObject({ label: z.string().optional(), value: z.number().optional() })) });
const contests = z.object({
  figures: z.object({
    heats: z.array(
      z.object({
        title: z.string(),
        contenders: z.array(z.object({ name: z.string(), laps: z.array(z.looseObject({ serverCpuUsPerDelivery: z.number() })) })),
      }),
    ),
  }),
});

const resultOf = (name: string): unknown => JSON.parse(readFileSync(join(root, `bench/results/${name}.json`), "utf8"));

/** A figure by its label. Throws when the scenario did not tell it. */
function figure(scenario: string, label: string): number {
  const found = figures.parse(resultOf(scenario)).figures.find((one) => one.label === label)?.value;
  if (found === undefined)
    throw new Error(`bench/results/${scenario}.json has no figure "${label}": run npm run bench -- ${scenario}`);
  return found;
}

/** Of a frame written by itself, as in most rooms; in a busy one it is a twentieth of that. */
function deliveryMicros(): number {
  const [heat] = contests.parse(resultOf("a")).figures.heats;
  const laps = heat?.contenders.find(({ name }) => name === "parlance")?.laps ?? [];
  const sorted = laps.map(({ serverCpuUsPerDelivery }) => serverCpuUsPerDelivery).sort((a, b) => a - b);
  const middle = sorted[sorted.length >> 1];
  if (middle === undefined) throw new Error("bench/results/a.json has no laps of Parlance");
  return middle;
}

const one = "PostgreSQL and Redis, 1 node";
const store = await storeCosts((line) => process.stderr.write(`  ${line}\n`));
const bus = await busCosts((line) => process.stderr.write(`  ${line}\n`));
const delivery = deliveryMicros();
// The node's CPU for a message that its sender alone hears: all but the delivery is the command and the event; a third of it the latter.
const sending = figure("j", `${one}, 600 senders, 1 in flight each: CPU of the nodes for each`) - delivery;
const idleMicros = (figure("f", "Parlance: CPU, share of a core") / 100 / 19_000) * 1e6;
const measured: Costs = costs.parse({
  ...store,
  ...bus,
  deliveryMicros: delivery,
  commandMicros: (sending * 2) / 3,
  eventMicros: sending / 3,
  connectionBytes: figure("f", "Parlance, all 19,000: memory of each") * 1_000,
  connectionMicrosPerSecond: idleMicros,
});
const found = { circumstances: circumstances("npm exec -- node bench/scaling/calibrate.ts"), costs: measured };
writeFileSync(join(root, "bench/results/costs.json"), `${JSON.stringify(found, undefined, 1)}\n`);
process.stdout.write(`${JSON.stringify(measured, undefined, 1)}\n`);
