/**
 * Round trips and server CPU of zo, beside a bare `ws` echo and Socket.IO. Under a minute unless told otherwise; loopback only.
 * Usage: npm run bench:zo -- [--connections=50] [--in-flight=16] [--rounds=5] [--ms=1500] [--characters=100] [--json=FILE]
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import { measure } from "./measure.ts";
import { rowsOf, tableOf } from "./report.ts";

const text = { type: "string" } as const;
const options = { connections: text, "in-flight": text, rounds: text, ms: text, characters: text, json: text };
const within = (fallback: number, least: number, most: number) => z.coerce.number().int().min(least).max(most).default(fallback);
const words = z
  .object({
    connections: within(50, 1, 5_000),
    "in-flight": within(16, 1, 200),
    rounds: within(5, 1, 100),
    // Socket.IO pings after 25 s, which would be no echo.
    ms: within(1_500, 50, 20_000),
    characters: within(100, 16, 60_000),
    json: z.string().optional(),
  })
  .parse(parseArgs({ options }).values);

const { json, "in-flight": inFlight, ...rest } = words;
const settings = { ...rest, inFlight };
const measured = await measure(settings);
const rows = rowsOf(measured);
const setting = `${settings.connections} connections, ${inFlight} in flight each, ${settings.characters} characters, ${settings.rounds} rounds of ${settings.ms} ms`;
process.stdout.write(`${setting}; medians, ratios within a round (least–greatest); every reply right\n\n${tableOf(rows)}\n`);
if (json !== undefined) writeFileSync(json, `${JSON.stringify({ settings, rows, measured }, undefined, 2)}\n`);
