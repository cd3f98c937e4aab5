/** The real server as a child process, without limits, in a folder of its own. */
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Child } from "./child.ts";

/** The root of this repository, with its slash. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Parlance extends AsyncDisposable {
  readonly server: Child;
  readonly port: number;
  /** Where `roster` has a port of its own. */
  readonly rosterPort: number;
}

export interface ParlanceOptions {
  /** Another working tree than this one. */
  readonly root?: string;
  /** A folder to use and keep; without, a fresh one that is removed. */
  readonly data?: string;
  readonly flags?: readonly string[];
  readonly serverCores?: number;
}

/** A folder on the disk of this repository, and not in the system's temporary folder, which may be memory: what is measured has to reach a disk. */
export const freshFolder = (): string => mkdtempSync(join(root, ".tmp-bench-"));

/** Lets `measure` use a fresh folder, and removes it however that ends. */
export async function inFreshFolder<T>(measure: (folder: string) => Promise<T>): Promise<T> {
  const folder = freshFolder();
  try {
    return await measure(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** PARLANCE_BENCH_NODE: flags for the server's Node (`--cpu-prof`, say). */
export async function startParlance(options: ParlanceOptions = {}): Promise<Parlance> {
  const folder = options.data ?? freshFolder();
  const nodeFlags = (process.env["PARLANCE_BENCH_NODE"] ?? "").split(" ").filter((flag) => flag !== "");
  const flags = ["--port", "0", "--roster-port", "0", "--limits", "off", "--log-level", "warn", "--data", folder];
  const main = join(options.root ?? root, "packages/server/src/app/main.ts");
  const command = [process.execPath, ...nodeFlags, main, ...flags, ...(options.flags ?? [])];
  const { serverCores } = options;
  const server = Child.start({ side: "server", command, ...(serverCores !== undefined && { serverCores }) });
  const portOf = (name: string): Promise<number> =>
    server.line((line) => new RegExp(`^ +${name} +\\w+://[^/]*:(\\d+)`).exec(line)?.[1]).then(Number);
  const [rosterPort, port] = await Promise.all([portOf("roster"), portOf("http")]);
  return {
    server,
    port,
    rosterPort,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      if (options.data === undefined) rmSync(folder, { recursive: true });
    },
  };
}
