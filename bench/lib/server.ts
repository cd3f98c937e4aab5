/** The real server as a child process, without limits, in a folder of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../packages/server/src/app/main.ts", import.meta.url));
/** Not the system's temporary folder, which may be memory: what is measured has to reach a disk. */
const stem = fileURLToPath(new URL("../../.tmp-bench-", import.meta.url));

export interface BenchServer extends AsyncDisposable {
  readonly http: string;
  readonly ws: string;
  readonly startedInMs: number;
  residentMiB(): number;
  /** CPU time used so far by all its threads. */
  cpuMicros(): number;
}

/** `data`: a folder to use and keep; else a fresh one. PARLANCE_BENCH_NODE: flags for the server's Node (`--cpu-prof`, say). */
export async function startServer(data?: string, more: readonly string[] = []): Promise<BenchServer> {
  const folder = data ?? mkdtempSync(stem);
  const flags = ["--port", "0", "--roster-port", "0", "--limits", "off", "--log-level", "warn", "--data", folder, ...more];
  const nodeFlags = (process.env["PARLANCE_BENCH_NODE"] ?? "").split(" ").filter((flag) => flag !== "");
  const forget = (): void => (data === undefined ? rmSync(folder, { recursive: true }) : undefined);
  return started([...nodeFlags, main, ...flags], forget);
}

async function started(args: readonly string[], ended: () => void): Promise<BenchServer> {
  const askedAt = performance.now();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let banner = "";
  while (!banner.includes("data ")) banner += String((await once(child.stdout, "data"))[0]);
  const http = /http:\/\/\S+/.exec(banner)?.[0] ?? "";
  return {
    http,
    ws: http.replace("http", "ws"),
    startedInMs: performance.now() - askedAt,
    residentMiB: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) / 1024,
    cpuMicros: () => {
      const threads = readdirSync(`/proc/${child.pid}/task`);
      // Its first figure: nanoseconds spent on a CPU.
      const spent = threads.map((thread) =>
        Number.parseInt(readFileSync(`/proc/${child.pid}/task/${thread}/schedstat`, "utf8"), 10),
      );
      return spent.reduce((sum, one) => sum + one, 0) / 1_000;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await once(child, "exit");
      ended();
    },
  };
}
