import type { Clock } from "../ports/clock.ts";

interface CatchingUpOptions {
  readonly clock: Clock;
  /** Reads whatever is there when it is called. */
  readonly read: () => Promise<void>;
  /** The longest time that anybody waits. */
  readonly waitMs: number;
}

/**
 * Answers whoever asks when a reading is over that began after they asked, one for all who ask meanwhile and never two at once, or after
 * `waitMs`. A reading that fails is one that is over: what it was for is then answered from what is known. Does not reject.
 */
export function createCatchingUp({ clock, read, waitMs }: CatchingUpOptions): () => Promise<void> {
  let current: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;

  const begin = (): Promise<void> => {
    next = null;
    return read().catch(() => undefined);
  };
  return () => {
    if (next !== null) return next;
    current = current.then(begin);
    next = inTime(current, clock, waitMs);
    return next;
  };
}

function inTime(done: Promise<void>, clock: Clock, waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(waitMs, resolve);
    void done.then(() => {
      cancel();
      resolve();
    });
  });
}
