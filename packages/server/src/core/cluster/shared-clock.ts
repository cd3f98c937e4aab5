import type { Bounds } from "../../ports/bounds.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Store } from "../../ports/store.ts";
import type { Logger } from "../../ports/telemetry.ts";

interface SharedClockOptions {
  readonly clock: Clock;
  readonly store: Pick<Store, "sharedNow">;
  readonly bounds: Pick<Bounds, "clockCheckMs" | "clockSkewMs">;
  readonly log: Logger;
}

/** The clock, and what stops its checks. */
export interface SharedClock {
  readonly clock: Clock;
  stop(): void;
}

/**
 * Wall-clock time as all nodes have it, so that what one stamps and another compares does not depend on whose machine is right: the store's, as far
 * as it can be known from how long its answer took, and counted on by this process's monotonic time. While the store does not answer it goes on
 * from the last answer. Where the store has no time of its own it is the machine's. Rejects with what the store rejects with at first.
 */
export async function createSharedClock(options: SharedClockOptions): Promise<SharedClock> {
  const { clock, bounds, log } = options;
  const first = await measure(options);
  if (first === null) return { clock, stop: () => undefined };
  let offsetMs = (first.leastMs + first.mostMs) / 2;
  const now = (): number => Math.floor(clock.monotonicMs() + offsetMs);
  let isSkewed = false;
  const compare = (): void => {
    const skewMs = clock.now() - now();
    const wasSkewed = isSkewed;
    isSkewed = Math.abs(skewMs) > bounds.clockSkewMs;
    if (isSkewed && !wasSkewed) log.warn({ skewMs }, "this machine's clock differs from the store's, which counts");
  };
  const check = async (): Promise<void> => {
    const range = await measure(options).catch((err: unknown) => {
      log.debug({ err }, "could not ask the store for its time");
      return null;
    });
    if (range === null) return;
    // An answer that came slowly says little: what is within its range is as good as it.
    if (offsetMs < range.leastMs || offsetMs > range.mostMs) offsetMs = (range.leastMs + range.mostMs) / 2;
    compare();
  };
  compare();
  const stop = clock.every(bounds.clockCheckMs, () => void check());
  return {
    clock: {
      now,
      monotonicMs: () => clock.monotonicMs(),
      after: (delayMs, task) => clock.after(delayMs, task),
      every: (intervalMs, task) => clock.every(intervalMs, task),
    },
    stop,
  };
}

/** How much the store's time is ahead of our monotonic time: it was read at some moment between the question and the answer. */
async function measure({ clock, store }: SharedClockOptions): Promise<{ leastMs: number; mostMs: number } | null> {
  const askedMs = clock.monotonicMs();
  const now = await store.sharedNow();
  return now === null ? null : { leastMs: now - clock.monotonicMs(), mostMs: now + 1 - askedMs };
}
