import type { Logger } from "../ports/telemetry.ts";

interface Entry<T> {
  readonly listener: (value: T) => void;
  /** The first value it hears is the one that so many were told before. */
  readonly from: number;
}

/**
 * Those who are told of something. One that throws hurts nobody else. What is told while telling waits its turn, so that
 * all hear everything in the same order; who is added meanwhile hears only what comes after.
 */
export class Listeners<T> {
  readonly #log: Logger;
  /** Runs once for each value, right before it is told. */
  readonly #before: (value: T) => void;
  readonly #all = new Set<Entry<T>>();
  readonly #queue: T[] = [];
  #telling = false;
  /** How many values were told before the one being told, or the next. */
  #told = 0;

  constructor(log: Logger, before: (value: T) => void = () => undefined) {
    this.#log = log;
    this.#before = before;
  }

  get size(): number {
    return this.#all.size;
  }

  /** The same function added twice is told twice. The answer removes it once. */
  add(listener: (value: T) => void): () => void {
    const entry = { listener, from: this.#telling ? this.#told + 1 : this.#told };
    this.#all.add(entry);
    return () => {
      this.#all.delete(entry);
    };
  }

  tell(value: T): void {
    if (this.#telling) {
      this.#queue.push(value);
      return;
    }
    this.#telling = true;
    for (let next: T | undefined = value; next !== undefined; next = this.#queue.shift()) this.#tellNow(next);
    this.#telling = false;
  }

  #tellNow(value: T): void {
    this.#before(value);
    // No copy: who is removed meanwhile is not met any more, and who is added comes last and waits for the next value.
    for (const { listener, from } of this.#all) {
      if (from > this.#told) break;
      try {
        listener(value);
      } catch (err) {
        this.#log.error({ err }, "a listener threw");
      }
    }
    this.#told += 1;
  }
}
