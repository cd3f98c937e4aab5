/** Writes down what happens, in memory for the checks and as JSON lines in a file for people. */
import { createWriteStream, type WriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { Line } from "./records.ts";

export class Journal implements AsyncDisposable {
  readonly #beganMs = performance.now();
  readonly #file: WriteStream | null;
  #lines: Line[] = [];

  /** Without a path there is no file. */
  constructor(path: string | null) {
    this.#file = path === null ? null : createWriteStream(path);
  }

  /** Milliseconds since the run began. */
  nowMs(): number {
    return Math.round((performance.now() - this.#beganMs) * 100) / 100;
  }

  write(line: Line): void {
    this.#lines.push(line);
    this.#file?.write(`${JSON.stringify(line)}\n`);
  }

  get lines(): readonly Line[] {
    return this.#lines;
  }

  /** The next round begins: what was written is in the file, and no longer held. */
  turnPage(): void {
    this.#lines = [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#file === null) return;
    this.#file.end();
    await finished(this.#file);
  }
}
