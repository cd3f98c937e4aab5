/** A server of Node that collects its garbage when it is asked to, so that memory is what is held and not what was left lying about. */
import { fileURLToPath, pathToFileURL } from "node:url";
import { z } from "zod";
import type { Child } from "./child.ts";

const preload = fileURLToPath(new URL("./collect.ts", import.meta.url));
const usage = z.object({ heapUsed: z.number() });

/** Servers of Node started by `start` can be asked. */
export async function withCollector<T>(start: () => Promise<T>): Promise<T> {
  const before = process.env["NODE_OPTIONS"];
  process.env["NODE_OPTIONS"] = [before ?? "", `--import=${pathToFileURL(preload).href}`].join(" ").trim();
  try {
    return await start();
  } finally {
    if (before === undefined) delete process.env["NODE_OPTIONS"];
    else process.env["NODE_OPTIONS"] = before;
  }
}

export interface Held {
  /** Proportional share of the whole process. */
  readonly pssBytes: number;
  /** JavaScript objects of the main thread. */
  readonly heapBytes: number;
}

/** Collects, then looks. */
export async function heldBy(server: Child): Promise<Held> {
  const answered = server.line((line) => /^collected (.+)/.exec(line)?.[1]);
  process.kill(server.pid, "SIGUSR2");
  const { heapUsed } = usage.parse(JSON.parse(await answered));
  return { pssBytes: server.memory().pssBytes, heapBytes: heapUsed };
}
