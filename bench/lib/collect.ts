/** Loaded into a server before its own code (collector.ts): collects garbage at SIGUSR2 and then writes a line of what is left. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isMainThread } from "node:worker_threads";

if (isMainThread) {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  process.on("SIGUSR2", () => {
    // The second round takes what the finalizers of the first let go.
    for (let round = 0; round < 2; round++) if (typeof collect === "function") collect();
    process.stdout.write(`collected ${JSON.stringify(process.memoryUsage())}\n`);
  });
}
