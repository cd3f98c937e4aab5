/** The real server as a child process on free ports: started, killed, stopped, and read from outside only. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type Deployment, deploymentAt } from "./deployment.ts";

const mainFile = fileURLToPath(new URL("../../server/src/app/main.ts", import.meta.url));
const startTimeoutMs = 20_000;
const stopTimeoutMs = 15_000;
const shownLogChars = 4_000;
const keptLogChars = 1_000_000;

const readyFile = z.object({
  http: z.url(),
  mounts: z.array(z.object({ dialect: z.string(), url: z.url() })),
  pid: z.int().positive(),
});

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly afterMs: number;
}

export interface StartOptions {
  readonly limits?: "on" | "off";
  /** Changed bounds, by their names in docs/OPERATIONS.md. */
  readonly bounds?: Readonly<Record<string, number>>;
}

/** A temporary folder that is gone at the end. */
export async function temporaryFolder(stem: string) {
  const path = await mkdtemp(join(tmpdir(), `parlance-${stem}-`));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

export class ServerProcess implements AsyncDisposable {
  readonly deployment: Deployment;
  readonly pid: number;
  readonly exited: Promise<Exit>;
  readonly startedInMs: number;
  readonly #child: ChildProcess;
  readonly #log: () => string;

  private constructor(child: ChildProcess, started: { deployment: Deployment; pid: number; inMs: number; log: () => string }) {
    this.#child = child;
    this.#log = started.log;
    this.deployment = started.deployment;
    this.pid = started.pid;
    this.startedInMs = started.inMs;
    this.exited = exitOf(child);
  }

  static async start(dataDir: string, options: StartOptions = {}): Promise<ServerProcess> {
    const limits = options.limits ?? "on";
    const ready = join(dataDir, `ready-${Date.now()}.json`);
    const bounds = Object.entries(options.bounds ?? {}).flatMap(([name, value]) => ["--bound", `${name}=${value}`]);
    const flags = [
      "--port",
      "0",
      "--roster-port",
      "0",
      "--data",
      join(dataDir, "data"),
      "--limits",
      limits,
      "--log-level",
      "info",
    ];
    const startedAt = performance.now();
    const child = spawn(process.execPath, [mainFile, ...flags, "--ready-file", ready, ...bounds], {
      stdio: ["ignore", "pipe", "pipe"],
      env: cleanEnvironment(),
    });
    let output = "";
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString("utf8")).slice(-keptLogChars);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const { http, mounts } = await readiness(child, ready, () => output);
    const roster = mounts.find((mount) => mount.dialect === "roster" && new URL(mount.url).pathname === "/");
    if (roster === undefined) throw new Error(`the server names no roster mount at /: ${JSON.stringify(mounts)}`);
    const pid = child.pid ?? 0;
    const deployment = deploymentAt({ http, roster: roster.url, limits, pid });
    await rm(ready, { force: true });
    return new ServerProcess(child, { deployment, pid, inMs: performance.now() - startedAt, log: () => output });
  }

  /** The end of what the server printed. */
  get log(): string {
    return this.#log();
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** As a power cut, for this process. */
  async kill(): Promise<void> {
    this.signal("SIGKILL");
    await this.exited;
  }

  async stop(): Promise<Exit> {
    const askedAt = performance.now();
    this.signal("SIGTERM");
    const exit = await Promise.race([this.exited, delay(stopTimeoutMs, null, { ref: false })]);
    if (exit === null) {
      await this.kill();
      throw new Error(`the server did not stop within ${stopTimeoutMs} ms\n${this.log.slice(-shownLogChars)}`);
    }
    return { ...exit, afterMs: performance.now() - askedAt };
  }

  /** Resident memory in bytes, as Linux tells it. */
  async residentBytes(): Promise<number> {
    const status = await readFile(`/proc/${this.pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.kill();
  }
}

/** Without the settings that happen to be set for somebody's own server, and without the test runner's. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:PARLANCE_|NODE_)/.test(name)));
}

function exitOf(child: ChildProcess): Promise<Exit> {
  const since = performance.now();
  return new Promise((resolve) => {
    const done = (code: number | null, signal: NodeJS.Signals | null) =>
      resolve({ code, signal, afterMs: performance.now() - since });
    if (child.exitCode !== null || child.signalCode !== null) done(child.exitCode, child.signalCode);
    else child.once("exit", done);
  });
}

/** Polls for the ready file: it appears complete or not at all, and the process may die instead. */
async function readiness(child: ChildProcess, path: string, output: () => string): Promise<z.infer<typeof readyFile>> {
  const deadline = performance.now() + startTimeoutMs;
  for (;;) {
    const text = await readFile(path, "utf8").catch(() => "");
    if (text.trimEnd().endsWith("}")) return readyFile.parse(JSON.parse(text));
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`the server ended at start (${child.exitCode})\n${output().slice(-shownLogChars)}`);
    if (performance.now() > deadline) {
      child.kill("SIGKILL");
      throw new Error(`the server was not ready within ${startTimeoutMs} ms\n${output().slice(-shownLogChars)}`);
    }
    await delay(20);
  }
}
