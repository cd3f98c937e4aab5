import type { Bounds } from "./bounds.ts";
import type { Soon } from "./soon.ts";

interface Waiting {
  readonly job: () => Soon<void>;
  readonly bytes: number;
}

/** What the lane tells its connection: more is waiting than should be read on top of, and no longer. */
export interface LaneOwner {
  pauseReading(): void;
  resumeReading(): void;
}

/** Runs the jobs of one connection one after the other, in order. Jobs never fail. */
export class Lane {
  readonly #owner: LaneOwner;
  readonly #bounds: Bounds;
  #waiting: Waiting[] = [];
  #next = 0;
  #waitingBytes = 0;
  #isRunning = false;
  #isPaused = false;
  #isClosed = false;

  constructor(owner: LaneOwner, bounds: Bounds) {
    this.#owner = owner;
    this.#bounds = bounds;
  }

  /** False when too much is waiting: the job will not run. */
  push(job: () => Soon<void>, bytes: number): boolean {
    if (this.#isClosed) return true;
    if (!this.#isRunning) {
      this.#run(job);
      return true;
    }
    if (this.#waitingBytes + bytes > this.#bounds.queuedBytes) return false;
    this.#waiting.push({ job, bytes });
    this.#waitingBytes += bytes;
    if (!this.#isPaused && this.#waiting.length - this.#next >= this.#bounds.queuedFrames) {
      this.#isPaused = true;
      this.#owner.pauseReading();
    }
    return true;
  }

  /** Forgets what has not started, and reads on: behind it comes the answer to the close. */
  close(): void {
    this.#isClosed = true;
    this.#waiting = [];
    this.#next = 0;
    this.#ease();
  }

  #run(job: () => Soon<void>): void {
    this.#isRunning = true;
    const result = job();
    if (result instanceof Promise) void result.then(() => this.#drain());
    else this.#drain();
  }

  #drain(): void {
    for (;;) {
      const waiting = this.#waiting[this.#next];
      if (waiting === undefined) break;
      this.#next += 1;
      this.#waitingBytes -= waiting.bytes;
      const result = waiting.job();
      if (result instanceof Promise) {
        this.#ease();
        void result.then(() => this.#drain());
        return;
      }
    }
    this.#waiting = [];
    this.#next = 0;
    this.#isRunning = false;
    this.#ease();
  }

  /** Reads on once half of the bound is free, and drops what has run from the list. */
  #ease(): void {
    if (this.#next > 1_024) {
      this.#waiting.splice(0, this.#next);
      this.#next = 0;
    }
    if (!this.#isPaused || this.#waiting.length - this.#next > this.#bounds.queuedFrames / 2) return;
    this.#isPaused = false;
    this.#owner.resumeReading();
  }
}
