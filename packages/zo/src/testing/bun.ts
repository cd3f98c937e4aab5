import { spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Bounds } from "../server/bounds.ts";
import type { SuiteServer } from "./suite.ts";

const require = createRequire(import.meta.url);

/** Where the packages keep the program: the platform's own, and `bun` where its install script has moved it there. */
const programs = [
  [`@oven/bun-${process.platform}-${process.arch === "arm64" ? "aarch64" : process.arch}`, "bun"],
  ["bun", "bun.exe"],
] as const;
/** What stands in `bun` until its install script has run is smaller. */
const leastBytes = 1_000_000;

/** Bun's program, from the npm package `bun`; undefined where it is not installed. */
export function bunProgram(): string | undefined {
  for (const [name, file] of programs) {
    try {
      const path = join(dirname(require.resolve(`${name}/package.json`)), "bin", file);
      if (statSync(path).size >= leastBytes) return path;
    } catch {
      // Not installed, or without its program: the next may be.
    }
  }
  return undefined;
}

/** Serves the suite's app in a process of Bun. */
export async function startBun(program: string, bounds: Partial<Bounds>): Promise<SuiteServer> {
  const args = [join(import.meta.dirname, "bun-server.ts"), JSON.stringify(bounds)];
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout });
  const url = await Promise.race([
    once(lines, "line").then(([line]) => String(line)),
    exited.then(([code]) => Promise.reject(new Error(`Bun ended with ${code} before it listened`))),
  ]);
  const stop = async (): Promise<void> => {
    child.stdin.end();
    await exited;
  };
  return { url, stop };
}
