import type { ClientOptions } from "./options.ts";

/** Milliseconds to wait before the try after `retries` failed ones: at random between the least and a bound that grows. */
export function reconnectionDelay(retries: number, random: number, options: ClientOptions): number {
  const {
    minReconnectionDelay: min = 1_000,
    maxReconnectionDelay: max = 10_000,
    reconnectionDelayGrowFactor: factor = 1.3,
  } = options;
  // Bounded, or no time at all times an infinite factor would be no number.
  const bound = Math.min(max, 2 * min * factor ** Math.min(retries, 99));
  return Math.min(max, min + random * Math.max(0, bound - min));
}
