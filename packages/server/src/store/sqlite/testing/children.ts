/** For tests: programs of this folder in processes of their own. */

import type { ChildProcess } from "node:child_process";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

function pathOf(program: string): string {
  return fileURLToPath(new URL(program, import.meta.url));
}

/** A program that runs while the test goes on and speaks in lines. */
export class Child implements AsyncDisposable {
  readonly process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(program: string, args: readonly string[]) {
    this.process = spawn(process.execPath, [pathOf(program), ...args], { stdio: ["pipe", "pipe", "inherit"] });
    if (this.process.stdout === null) throw new Error("a child without output");
    this.#lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  /** The next line; null after the last. */
  async line(): Promise<string | null> {
    const { value, done } = await this.#lines.next();
    return done === true ? null : value;
  }

  tell(line: string): void {
    this.process.stdin?.write(`${line}\n`);
  }

  /** Ends it as `kill -9` does, and answers the lines it still got out. */
  async kill(): Promise<string[]> {
    this.process.kill("SIGKILL");
    const rest: string[] = [];
    for (let line = await this.line(); line !== null; line = await this.line()) rest.push(line);
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, "exit");
    return rest;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}

export interface Finished {
  readonly status: number | null;
  readonly output: string;
}

interface Confinement {
  /** Runs under this user id; needs root. */
  readonly uid?: number;
  /** No file may grow past this; writes beyond it fail with an I/O error (EFBIG). */
  readonly maxFileKiB?: number;
  /** A file system in memory of this size at the program's first argument, seen by nobody else and gone with it. */
  readonly diskKiB?: number;
}

/** Runs a program to its end. */
export function runChild(program: string, args: readonly string[], { uid, maxFileKiB, diskKiB }: Confinement = {}): Finished {
  const command = [process.execPath, pathOf(program), ...args];
  if (maxFileKiB !== undefined) command.unshift("sh", "-c", `ulimit -f ${maxFileKiB * 2}; exec "$@"`, "sh");
  if (diskKiB !== undefined)
    command.unshift(...ownMounts(), "sh", "-c", `mount -t tmpfs -o size=${diskKiB}k none "$3" && exec "$@"`, "sh");
  const [file = "", ...rest] = command;
  const { status, stdout, stderr } = spawnSync(file, rest, { encoding: "utf8", ...(uid === undefined ? {} : { uid, gid: uid }) });
  return { status, output: `${stdout}${stderr}` };
}

/** The beginning of a command line whose mounts nobody else sees. */
export function ownMounts(): readonly string[] {
  return process.getuid?.() === 0 ? ["unshare", "--mount"] : ["unshare", "--map-root-user", "--mount"];
}

/** Why no file system can be mounted here; null when one can. */
export function whyNoDisk(): string | null {
  const [file = "", ...rest] = [...ownMounts(), "sh", "-c", "mount -t tmpfs -o size=64k none /tmp"];
  const { status, stderr, error } = spawnSync(file, rest, { encoding: "utf8" });
  return status === 0 ? null : `a small disk cannot be mounted here (${error?.message ?? stderr.trim()})`;
}

/** The `skip` of a test that needs what this machine may not have; with PARLANCE_NO_SKIPS=1 the test runs, and fails. */
export function skipUnless(reason: string | null): { skip: string | false } {
  return { skip: process.env["PARLANCE_NO_SKIPS"] === "1" ? false : (reason ?? false) };
}
