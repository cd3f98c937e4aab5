/** Child processes that are measured: on cores of their own where that is possible, and always stopped. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { createInterface, type Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";

/** Who gets which cores: one for the load, the others for whoever is measured. */
export type Side = "server" | "load";

const canPin = process.platform === "linux" && availableParallelism() > 1 && spawnSync("taskset", ["--version"]).status === 0;
export const isPinned = canPin;

/**
 * The command line that runs `command` on its side's cores. `serverCores`: how many the server may use. The last core is the load's, which
 * shares it with a server that uses all.
 */
export function pinned(side: Side, command: readonly string[], serverCores = 1): readonly string[] {
  if (!canPin) return command;
  const last = availableParallelism() - 1;
  const cores = side === "load" ? `${last}` : serverCores === 1 ? "0" : `0-${Math.min(serverCores - 1, last)}`;
  return ["taskset", "-c", cores, ...command];
}

const ticksPerSecond = 100;
const stopMs = 15_000;

export interface StartOptions {
  readonly side: Side;
  readonly command: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly serverCores?: number;
}

/** A process with lines on its stdout. Its stderr is ours. */
export class Child implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly input: Writable;
  readonly lines: Interface;

  private constructor(child: ChildProcess, input: Writable, output: Readable) {
    this.#process = child;
    this.#exited = once(child, "exit");
    // Who started it hears of its end when they next ask it something.
    this.#exited.catch(() => undefined);
    this.input = input;
    this.lines = createInterface({ input: output });
    input.on("error", () => undefined);
    children.add(this);
  }

  static start({ side, command, env, serverCores }: StartOptions): Child {
    const [program = "", ...words] = pinned(side, command, serverCores);
    const child = spawn(program, words, {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, NODE_ENV: "production", ...env },
    });
    return new Child(child, child.stdin, child.stdout);
  }

  /** taskset becomes the program, so this is the program's own. */
  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Rejects when the process ends; never resolves. */
  get gone(): Promise<never> {
    return this.#exited.then(() => {
      const { exitCode, signalCode, spawnargs } = this.#process;
      throw new Error(`${spawnargs.join(" ")} ended (${exitCode ?? signalCode}); what it wrote above says why`);
    });
  }

  /** The first line for which `read` finds something. Rejects when the process ends before. */
  async line<T>(read: (line: string) => T | undefined): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const listen = (line: string): void => {
      const found = read(line);
      if (found !== undefined) resolve(found);
    };
    this.lines.on("line", listen);
    this.gone.catch(reject);
    try {
      return await promise;
    } finally {
      this.lines.off("line", listen);
    }
  }

  /** User and system time of all its threads so far, in seconds; the kernel counts in hundredths. */
  cpuSeconds(): number {
    const fields = readFileSync(`/proc/${this.pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  }

  /** Resident memory in bytes, and its proportional share, which leaves out what other processes have, too. */
  memory(): { readonly rssBytes: number; readonly pssBytes: number } {
    const kib = (file: string, name: string): number =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${this.pid}/${file}`, "utf8"))?.[1]);
    return { rssBytes: kib("status", "VmRSS") * 1_024, pssBytes: kib("smaps_rollup", "Pss") * 1_024 };
  }

  /** SIGTERM, and SIGKILL when that does not end it. */
  async [Symbol.asyncDispose](): Promise<void> {
    children.delete(this);
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.kill();
    const force = setTimeout(() => this.#process.kill("SIGKILL"), stopMs);
    await this.#exited;
    clearTimeout(force);
  }

  kill(): void {
    this.#process.kill("SIGKILL");
  }
}

const children = new Set<Child>();
// Nothing that was started outlives the bench, however it ends.
process.once("exit", () => {
  for (const child of children) child.kill();
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
