import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { RateName } from "../ports/shared-rates.ts";
import type { Limits } from "./api.ts";
import { ChatError } from "./errors.ts";
import { RecencyMap } from "./recency-map.ts";

const windowMs = 60_000;
const smallestRing = 4;

/** When one subject took: a ring of times, oldest first, as large as the takes it holds need. */
class TakenTimes {
  #ring = new Float64Array(smallestRing);
  #head = 0;
  #count = 0;

  get count(): number {
    return this.#count;
  }
  get oldest(): number {
    return this.#at(0);
  }
  get newest(): number {
    return this.#at(this.#count - 1);
  }
  #at(index: number): number {
    return this.#ring[(this.#head + index) % this.#ring.length] ?? 0;
  }
  dropUntil(time: number): void {
    while (this.#count > 0 && this.oldest <= time) this.shift();
  }
  push(time: number): void {
    if (this.#count === this.#ring.length) {
      const larger = new Float64Array(this.#ring.length * 2);
      for (let i = 0; i < this.#count; i++) larger[i] = this.#at(i);
      this.#ring = larger;
      this.#head = 0;
    }
    this.#ring[(this.#head + this.#count) % this.#ring.length] = time;
    this.#count++;
  }
  shift(): void {
    this.#head = (this.#head + 1) % this.#ring.length;
    this.#count--;
  }
  /** False when there is none. */
  pop(): boolean {
    if (this.#count === 0) return false;
    this.#count--;
    return true;
  }
}

interface LimitsOptions {
  readonly clock: Clock;
  readonly bounds: Bounds;
  readonly limitsOn: boolean;
  /** Told of what is taken (1) and given back (-1) here. */
  readonly spent?: (rate: RateName, subject: string, count: number) => void;
}

/** What other nodes take counts here, too, once it is heard of. */
export interface SharedLimits extends Limits {
  /** Another node took so many, or gave them back where it is less than 0. */
  spentElsewhere(rate: RateName, subject: string, count: number): void;
}

/** Exact sliding windows of a minute. Remembers at most `rateSubjects` subjects, and none that was idle for a window much longer. */
export function createLimits(options: LimitsOptions): SharedLimits {
  const { clock, bounds, limitsOn, spent = () => undefined } = options;
  const subjects = new RecencyMap<TakenTimes>();
  const keyOf = (rate: RateName, subject: string): string => `${rate} ${subject}`;

  const forgetIdle = (until: number): void => {
    // Two for each one that may be added, so that the idle go faster than others come.
    for (let i = 0; i < 2; i++) {
      const longestIdle = subjects.oldest;
      if (longestIdle === null || (longestIdle.value.count > 0 && longestIdle.value.newest > until)) return;
      subjects.delete(longestIdle.key);
    }
  };
  const used = (key: string): TakenTimes => {
    const times = subjects.use(key, () => new TakenTimes());
    if (subjects.size > bounds.rateSubjects && subjects.oldest !== null) subjects.delete(subjects.oldest.key);
    return times;
  };

  return {
    take(rate, subject) {
      if (!limitsOn) return true;
      const now = clock.monotonicMs();
      forgetIdle(now - windowMs);
      const times = used(keyOf(rate, subject));
      times.dropUntil(now - windowMs);
      if (times.count >= bounds[rate]) return false;
      times.push(now);
      spent(rate, subject, 1);
      return true;
    },
    refund(rate, subject) {
      if (subjects.get(keyOf(rate, subject))?.pop()) spent(rate, subject, -1);
    },
    spentElsewhere(rate, subject, count) {
      if (!limitsOn) return;
      const now = clock.monotonicMs();
      forgetIdle(now - windowMs);
      const times = used(keyOf(rate, subject));
      times.dropUntil(now - windowMs);
      for (let i = 0; i < Math.min(count, bounds[rate]); i++) {
        // Whether one may be taken depends on the newest that fill the window: more need not be kept.
        if (times.count >= bounds[rate]) times.shift();
        times.push(now);
      }
      for (let i = 0; i > count && times.pop(); i--);
    },
    retryAfterMs(rate, subject) {
      const times = subjects.get(keyOf(rate, subject));
      const now = clock.monotonicMs();
      times?.dropUntil(now - windowMs);
      if (!limitsOn || (times?.count ?? 0) < bounds[rate]) return 0;
      return times === undefined || times.count === 0 ? windowMs : Math.ceil(times.oldest + windowMs - now);
    },
  };
}

/** Takes one, or throws `rate_limited` with the time to wait. */
export function takeOrRefuse(limits: Limits, rate: RateName, subject: string): void {
  if (!limits.take(rate, subject)) {
    throw new ChatError("rate_limited", { retryAfterMs: limits.retryAfterMs(rate, subject) });
  }
}
