/** The real server as a child process on free ports: started, killed, stopped, and read from outside only. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { ownMounts } from "@parlance/server/store/sqlite/testing/children.ts";
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
  /** Default: off. */
  readonly compression?: "on";
  /** As `--file-types` takes them. Default: all. */
  readonly fileTypes?: string;
  /** Default: info. */
  readonly logLevel?: "trace";
  /** Changed bounds, by their names in docs/OPERATIONS.md. */
  readonly bounds?: Readonly<Record<string, number>>;
  /** PostgreSQL, and Redis: without them SQLite in the data folder. */
  readonly database?: string;
  readonly redis?: string;
  /** Further environment of the process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Names of accounts made administrators at the start, with commas between. */
  readonly admins?: string;
  /** The data folder is a file system in memory of this size, seen by nobody else; what goes to stderr is a file in it. */
  readonly diskKiB?: number;
  /** The process may have this many files and sockets open. */
  readonly openFiles?: number;
  /** One that ended: its ports are taken again, so that its clients find their way back. Default: free ports. */
  readonly inPlaceOf?: Deployment;
}

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the server with these flags to its end, which is expected to come by itself. */
export function runServer(flags: readonly string[], uid?: number): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [mainFile, ...flags], {
    encoding: "utf8",
    env: cleanEnvironment(),
    timeout: startTimeoutMs,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  return { status, stdout, stderr };
}

/** A temporary folder that is gone at the end. */
export async function temporaryFolder(stem: string) {
  const path = await mkdtemp(join(tmpdir(), `parlance-${stem}-`));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

interface Started {
  readonly deployment: Deployment;
  readonly pid: number;
  readonly inMs: number;
  readonly dataFolder: string;
  readonly log: () => string;
}

export class ServerProcess implements AsyncDisposable {
  readonly deployment: Deployment;
  readonly pid: number;
  readonly exited: Promise<Exit>;
  readonly startedInMs: number;
  /** Where its data is, as seen from here. */
  readonly dataFolder: string;
  readonly #child: ChildProcess;
  readonly #log: () => string;

  private constructor(child: ChildProcess, started: Started) {
    this.#child = child;
    this.dataFolder = started.dataFolder;
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
    const data = join(dataDir, "data");
    const flags = [
      "--port",
      portOf(options.inPlaceOf?.http),
      "--roster-port",
      portOf(options.inPlaceOf?.roster),
      "--data",
      data,
      "--limits",
      limits,
      "--compression",
      options.compression ?? "off",
      "--file-types",
      options.fileTypes ?? "*",
      "--log-level",
      options.logLevel ?? "info",
      ...(options.admins === undefined ? [] : ["--admin", options.admins]),
    ];
    const [file = "", ...args] = [
      ...(options.diskKiB === undefined ? [] : onSmallDisk(data, options.diskKiB)),
      ...(options.openFiles === undefined ? [] : ["sh", "-c", `ulimit -n ${options.openFiles}; exec "$@"`, "sh"]),
      ...[process.execPath, mainFile, ...flags, "--ready-file", ready, ...bounds],
    ];
    if (options.diskKiB !== undefined) await mkdir(data, { recursive: true });
    const startedAt = performance.now();
    const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"], env: environmentOf(options) });
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
    const inMs = performance.now() - startedAt;
    // What another mount namespace has at a path is seen through its process (proc(5), /proc/pid/root).
    const dataFolder = options.diskKiB === undefined ? data : join(`/proc/${pid}/root`, data);
    return new ServerProcess(child, { deployment, pid, inMs, dataFolder, log: () => output });
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

/** 0 for a free one. */
const portOf = (url: string | undefined): string => (url === undefined ? "0" : new URL(url).port);

/** The beginning of a command line that mounts a disk of its own before it becomes the rest. */
function onSmallDisk(folder: string, kib: number): readonly string[] {
  const script = `disk="$1"; shift; mount -t tmpfs -o size=${kib}k none "$disk" && exec "$@" 2>>"$disk/server.log"`;
  return [...ownMounts(), "sh", "-c", script, "sh", folder];
}

/** Addresses of databases go by the environment, as they should: everybody on a machine sees command lines. */
function environmentOf({ database, redis, env }: StartOptions): NodeJS.ProcessEnv {
  return {
    ...cleanEnvironment(),
    ...(database === undefined ? {} : { PARLANCE_DATABASE_URL: database }),
    ...(redis === undefined ? {} : { PARLANCE_REDIS_URL: redis }),
    ...env,
  };
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
