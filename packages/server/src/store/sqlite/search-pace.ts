export interface Pacing {
  /** Some milliseconds of work; false when there is none. */
  readonly work: () => boolean;
  /** Events that the index of words is behind. */
  readonly waiting: () => number;
  /** Called with `waiting` after a run of work. */
  readonly told: (waiting: number) => void;
  /** Monotonic milliseconds. Not from the Clock port: it paces another thread. */
  readonly nowMs: () => number;
}

/** Without a batch for this long, the thread has nothing else to do. */
const quietMs = 5;
/** From so many events on it no longer waits for that. */
const manyWaiting = 8_192;
/** Time between two slices then: when nothing else is waiting at the moment, and when something always is. */
const gapMs = 20;
const busyGapMs = 100;
/** How often `told` is called while the work goes on. */
const tellMs = 1_000;

/**
 * When the writer thread works on the index of words: whenever it is quiet, one slice after the other, with a look at what came
 * in between. Under load that never ends it takes a slice of a millisecond or two out of every twenty, or every hundred when writes are queueing.
 */
export class SearchPace {
  readonly #pacing: Pacing;
  #quiet: NodeJS.Timeout;
  #next: NodeJS.Immediate | null = null;
  #lastMs = 0;
  #toldMs = 0;
  /** Something was done since. */
  #isToTell = false;

  constructor(pacing: Pacing) {
    this.#pacing = pacing;
    this.#quiet = setTimeout(() => this.#run(), quietMs);
  }

  /** After each batch; `isQueueing`: the next one is there already. */
  batchDone(isQueueing: boolean): void {
    const nowMs = this.#pacing.nowMs();
    if (nowMs - this.#lastMs < (isQueueing ? busyGapMs : gapMs) || this.#pacing.waiting() < manyWaiting) return;
    this.#pacing.work();
    this.#lastMs = this.#pacing.nowMs();
    this.#tell();
  }

  /** Writes have come: they go first. */
  pause(): void {
    if (this.#next !== null) clearImmediate(this.#next);
    this.#next = null;
  }

  /** Nothing is waiting. */
  rest(): void {
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#run(), quietMs);
  }

  stop(): void {
    this.pause();
    clearTimeout(this.#quiet);
  }

  #run(): void {
    this.#next = null;
    const isMore = this.#pacing.work();
    this.#lastMs = this.#pacing.nowMs();
    if (isMore) this.#next = setImmediate(() => this.#run());
    this.#isToTell ||= isMore;
    if (this.#isToTell && (!isMore || this.#lastMs - this.#toldMs >= tellMs)) this.#tell();
  }

  #tell(): void {
    this.#isToTell = false;
    this.#toldMs = this.#pacing.nowMs();
    this.#pacing.told(this.#pacing.waiting());
  }
}
