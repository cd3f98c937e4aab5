import type { ClientOptions } from "./options.ts";

/** Milliseconds to wait before the try after `retries` failed ones: at random between the least and a bound that grows. */
export function reconnectionDelay(retries: number, random: number, options: ClientOptions): number {
  const {
    minReconnectionDelay: min = 1_000,
    maxReconnectionDelay: max = 10_000,
    reconnectionDelayGrowFactor: factor = 1.3,
  } = options;
  const bound = Math.min(max, 2 * min * factor ** retries);
  return Math.min(max, min + random * Math.max(0, bound - min));
}
