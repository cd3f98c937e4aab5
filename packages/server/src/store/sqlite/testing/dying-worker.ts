/** A worker that opens like the store's own and dies of the first message: by itself, or of an error when told so. */
import { parentPort, workerData } from "node:worker_threads";

parentPort?.on("message", () => {
  if (workerData === "throw") throw new Error("the worker's last words");
  process.exit(0);
});
parentPort?.postMessage({ kind: "opened", secret: new Uint8Array(32) });
