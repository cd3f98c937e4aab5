import type { ManualClock } from "./manual-clock.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Lets everything that was set going come to rest: all that needs no time to pass. */
export async function settle(turns = 5): Promise<void> {
  for (let i = 0; i < turns; i++) await turn();
}

/** Lets time pass, `stepMs` by `stepMs`, until `done`; fails after `steps`. */
export async function settleUntil(done: () => boolean, clock: ManualClock, { stepMs = 1_000, steps = 200 } = {}): Promise<void> {
  for (let i = 0; i < steps; i++) {
    await settle(2);
    if (done()) return;
    clock.advance(stepMs);
  }
  throw new Error(`not done after ${steps} steps of ${stepMs} ms`);
}
