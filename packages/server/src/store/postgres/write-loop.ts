import type { BatchAnswer, Write } from "../batches.ts";
import type { Writer } from "./writer.ts";

export interface WriteLoopOptions {
  readonly writer: Writer;
  /** Writes in one transaction. */
  readonly storeBatch: number;
  /** Between two looks for a database that is gone. */
  readonly databaseRetryGapMs: number;
  readonly say: (answer: BatchAnswer) => void;
}

/**
 * Takes all that has arrived whenever a transaction is done, so batches grow by themselves with the load. While the database is gone it refuses what
 * arrives at once, and looks for it.
 */
export class WriteLoop {
  readonly #options: WriteLoopOptions;
  #waiting: Write[] = [];
  #running: Promise<void> | null = null;
  #isClosing = false;
  /** What waits is with the writer, or a part of it, and answered by it. */
  #isWriting = false;
  #wake: (() => void) | null = null;

  constructor(options: WriteLoopOptions) {
    this.#options = options;
  }

  add(writes: readonly Write[]): void {
    for (const write of writes) this.#waiting.push(write);
    this.#running ??= this.#run();
    if (!this.#isWriting) this.#refuseIfGone();
  }

  /** Finishes what has arrived, or refuses it when the database is gone. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#wake?.();
    await this.#running;
    const last = await this.#options.writer.close();
    if (last !== null) this.#options.say(last);
  }

  async #run(): Promise<void> {
    const { writer, storeBatch, say } = this.#options;
    while (this.#waiting.length > 0 || (writer.isGone && !this.#isClosing)) {
      if (writer.refusal !== null) {
        this.#refuseIfGone();
        if (writer.isGone && !this.#isClosing) await this.#recover();
        continue;
      }
      this.#isWriting = true;
      const answer = await writer.write(this.#waiting.slice(0, storeBatch));
      this.#isWriting = false;
      this.#waiting.splice(0, answer.kind === "committed" ? answer.answers.length : answer.count);
      say(answer);
    }
    this.#running = null;
  }

  #refuseIfGone(): void {
    const failure = this.#options.writer.refusal;
    if (failure === null || this.#waiting.length === 0) return;
    const count = this.#waiting.length;
    this.#waiting = [];
    this.#options.say({ kind: "refused", count, failure });
  }

  async #recover(): Promise<void> {
    const { writer, databaseRetryGapMs, say } = this.#options;
    try {
      const answer = await writer.recover();
      if (answer !== null) say(answer);
    } catch {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, databaseRetryGapMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = null;
    }
  }
}
