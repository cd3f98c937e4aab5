import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { Limits, RateName } from "./api.ts";
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
    while (this.#count > 0 && this.oldest <= time) {
      this.#head = (this.#head + 1) % this.#ring.length;
      this.#count--;
    }
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
  pop(): void {
    if (this.#count > 0) this.#count--;
  }
}

/** Exact sliding windows of a minute. Remembers at most `rateSubjects` subjects, and none that was idle for a window much longer. */
export function createLimits(options: { clock: Clock; bounds: Bounds; limitsOn: boolean }): Limits {
  const { clock, bounds, limitsOn } = options;
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
      return true;
    },
    refund(rate, subject) {
      subjects.get(keyOf(rate, subject))?.pop();
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
