/** What the tabs of this browser share, and the server behind it. */
import { ask } from "./ask.ts";
import type { Surroundings } from "./renewal.ts";
import { sessionStore } from "./session-store.ts";

/**
 * One tab at a time. Pages that came by plain HTTP have no locks: there each tab is on its own. A browser may put a tab to sleep that has its
 * turn: the others wait for it so long, and no longer.
 */
export async function alone<T>(work: () => Promise<T>, patienceMs = 3_000): Promise<T> {
  const { locks } = navigator as Partial<Pick<Navigator, "locks">>;
  let hasBegun = false;
  const begin = (): Promise<T> => {
    hasBegun = true;
    return work();
  };
  try {
    const signal = AbortSignal.timeout(patienceMs);
    return locks === undefined ? await work() : ((await locks.request("parlance.session", { signal }, begin)) as T);
  } catch (error) {
    if (hasBegun || locks === undefined) throw error;
    return await work();
  }
}

export const around: Surroundings = {
  now: Date.now,
  read: sessionStore.read,
  write: sessionStore.set,
  // As long as a question may take, for nobody waits for the answer.
  alone: (work) => alone(work, 30_000),
  ask,
};
