import type { Clock } from "../../ports/clock.ts";

interface Task {
  dueMs: number;
  readonly everyMs: number | null;
  readonly run: () => void;
}

/** A clock that moves only when told. Both times start where the test says. */
export class ManualClock implements Clock {
  #wallMs: number;
  #monotonicMs: number;
  /** In the order in which they were set: what is due at the same instant runs in that order. */
  readonly #tasks = new Set<Task>();

  constructor(start: { wallMs?: number; monotonicMs?: number } = {}) {
    this.#wallMs = start.wallMs ?? 1_750_000_000_000;
    this.#monotonicMs = start.monotonicMs ?? 0;
  }

  now(): number {
    return this.#wallMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  after(delayMs: number, run: () => void): () => void {
    return this.#add({ dueMs: this.#monotonicMs + Math.max(0, delayMs), everyMs: null, run });
  }

  every(intervalMs: number, run: () => void): () => void {
    if (!(intervalMs > 0)) throw new RangeError("an interval must be greater than 0");
    return this.#add({ dueMs: this.#monotonicMs + intervalMs, everyMs: intervalMs, run });
  }

  /** Tasks that wait: what a test looks at to see that nothing was left behind. */
  get pending(): number {
    return this.#tasks.size;
  }

  /** Lets `ms` pass on both clocks, running what becomes due, in order, at its very instant; tasks set meanwhile too. */
  advance(ms: number): void {
    const endMs = this.#monotonicMs + ms;
    for (let task = this.#nextDue(endMs); task !== null; task = this.#nextDue(endMs)) {
      this.#moveTo(task.dueMs);
      if (task.everyMs === null) this.#tasks.delete(task);
      else task.dueMs += task.everyMs;
      task.run();
    }
    this.#moveTo(endMs);
  }

  /** The process stood still: `ms` pass on both clocks at once, and then what is due runs, each task once however often it was. */
  skip(ms: number): void {
    this.#moveTo(this.#monotonicMs + ms);
    const due = [...this.#tasks].filter(({ dueMs }) => dueMs <= this.#monotonicMs).sort((a, b) => a.dueMs - b.dueMs);
    for (const task of due) {
      if (!this.#tasks.has(task)) continue;
      if (task.everyMs === null) this.#tasks.delete(task);
      else task.dueMs = this.#monotonicMs + task.everyMs;
      task.run();
    }
  }

  /** Moves wall-clock time alone, either way: somebody set the machine's clock. */
  jumpWall(ms: number): void {
    this.#wallMs += ms;
  }

  #moveTo(monotonicMs: number): void {
    this.#wallMs += monotonicMs - this.#monotonicMs;
    this.#monotonicMs = monotonicMs;
  }

  #add(task: Task): () => void {
    this.#tasks.add(task);
    return () => {
      this.#tasks.delete(task);
    };
  }

  #nextDue(endMs: number): Task | null {
    let next: Task | null = null;
    for (const task of this.#tasks) {
      if (task.dueMs <= endMs && (next === null || task.dueMs < next.dueMs)) next = task;
    }
    return next;
  }
}
