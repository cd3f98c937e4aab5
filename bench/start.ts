/**
 * From the command to the line that says ready, and the memory then.
 * Usage: node bench/start.ts [--starts=10] [--data=FOLDER]   (a folder to start with; else an empty one)
 */
import { median, option, quantile, tell } from "./lib/figures.ts";
import { startServer } from "./lib/server.ts";

const data = process.argv.find((word) => word.startsWith("--data="))?.slice("--data=".length);
const times: number[] = [];
const memory: number[] = [];
for (let n = 0; n < option("starts", 10); n++) {
  await using server = await startServer(data);
  times.push(server.startedInMs);
  memory.push(server.residentMiB());
}
tell("start to ready", {
  "first ms": times[0] ?? Number.NaN,
  "p50 ms": median(times),
  "p90 ms": quantile(times, 0.9),
  MiB: median(memory),
});
