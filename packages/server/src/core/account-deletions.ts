import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { Store } from "../ports/store.ts";
import type { Logger } from "../ports/telemetry.ts";
import type { Duty } from "./cluster/duty.ts";

interface DeletionsOptions {
  readonly store: Pick<Store, "continueDeletion">;
  readonly clock: Clock;
  /** One node goes on with them for all. */
  readonly duty: Duty;
  readonly bounds: Pick<Bounds, "deletionScan" | "erasedAtOnce" | "erasureGapMs" | "feedRetryMs">;
  readonly log: Logger;
}

/** Brings deletions of accounts to their end, those that a crash left unfinished, too: how far they came is in the store. */
export interface Deletions {
  /** There may be something to do. */
  wake(): void;
  stop(): void;
}

/** Begins when the duty is this node's. A step at a time, so that others' writes go between; slowly where everybody is told of each message. */
export function createDeletions({ store, clock, duty, bounds, log }: DeletionsOptions): Deletions {
  let isStopped = false;
  let isRunning = false;
  /** Woken while it ran: the answer that there is nothing may be older. */
  let isWoken = false;
  let endPause = (): void => undefined;

  const pause = (delayMs: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.after(delayMs, resolve);
      endPause = () => {
        cancel();
        resolve();
      };
    });
  const step = async (): Promise<void> => {
    try {
      const { deletionScan: maxScanned, erasedAtOnce: maxErased } = bounds;
      const progress = await store.continueDeletion({ at: clock.now(), maxScanned, maxErased });
      if (progress.kind === "idle") return;
      isWoken = true;
      if (progress.isLast) log.info({}, "nothing is left to do of the deletion of an account");
      if (progress.erased > 0 && !isStopped) await pause(bounds.erasureGapMs);
    } catch (err) {
      if (isStopped) return;
      log.warn({ err }, "could not go on with the deletion of an account; trying again");
      isWoken = true;
      await pause(bounds.feedRetryMs);
    }
  };
  const run = async (): Promise<void> => {
    isRunning = true;
    while (isWoken && !isStopped && duty.isMine) {
      isWoken = false;
      await step();
    }
    isRunning = false;
  };
  const wake = (): void => {
    isWoken = true;
    if (!isRunning && duty.isMine) void run();
  };
  const stopWaiting = duty.whenMine(wake);
  return {
    wake,
    stop() {
      isStopped = true;
      stopWaiting();
      endPause();
    },
  };
}
