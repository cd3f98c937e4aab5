import type { Logger } from "../ports/telemetry.ts";

/**
 * Those who are told of something. One that throws hurts nobody else. What is told while telling waits its turn, so that
 * all hear everything in the same order; who is added meanwhile hears only what comes after.
 */
export class Listeners<T> {
  readonly #log: Logger;
  /** Runs once for each value, right before it is told. */
  readonly #before: (value: T) => void;
  readonly #all = new Set<{ readonly listener: (value: T) => void }>();
  readonly #queue: T[] = [];
  #telling = false;

  constructor(log: Logger, before: (value: T) => void = () => undefined) {
    this.#log = log;
    this.#before = before;
  }

  get size(): number {
    return this.#all.size;
  }

  /** The same function added twice is told twice. The answer removes it once. */
  add(listener: (value: T) => void): () => void {
    const entry = { listener };
    this.#all.add(entry);
    return () => {
      this.#all.delete(entry);
    };
  }

  tell(value: T): void {
    this.#queue.push(value);
    if (this.#telling) return;
    this.#telling = true;
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) this.#tellNow(next);
    this.#telling = false;
  }

  #tellNow(value: T): void {
    this.#before(value);
    for (const entry of [...this.#all]) {
      if (!this.#all.has(entry)) continue;
      try {
        entry.listener(value);
      } catch (err) {
        this.#log.error({ err }, "a listener threw");
      }
    }
  }
}
