import { setTimeout as delay } from "node:timers/promises";

export interface Poll {
  readonly everyMs?: number;
  readonly withinMs?: number;
  /** For the error when it does not come. */
  readonly waitedFor: string;
}

/** Resolves when `isThere` says so; asks again and again. Rejects after 30 s unless told otherwise. */
export async function until(isThere: () => boolean | Promise<boolean>, poll: Poll): Promise<void> {
  const { everyMs = 20, withinMs = 30_000, waitedFor } = poll;
  const since = performance.now();
  while (!(await isThere())) {
    if (performance.now() - since > withinMs) throw new Error(`${waitedFor}: not within ${withinMs / 1_000} s`);
    await delay(everyMs);
  }
}
