import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/telemetry.ts";
import type { Duty } from "./cluster/duty.ts";

interface Purging {
  readonly clock: Clock;
  /** One node purges for all. */
  readonly duty: Duty;
  readonly log: Logger;
  readonly everyMs: number;
  /** Deleted in one go. */
  readonly atOnce: number;
  /** As the log calls them: `expired tokens`. */
  readonly what: string;
  /** Deletes at most `limit` of them; answers how many. */
  readonly purge: (limit: number) => Promise<number>;
}

/**
 * Deletes what nobody needs any more, now and every `everyMs`. After a long rest that may be much: a few at a time, so that nobody's
 * message waits for all of it. The answer stops it.
 */
export function purgeRegularly({ clock, duty, log, everyMs, atOnce, what, purge }: Purging): () => void {
  let isStopped = false;
  const purgeAll = async (): Promise<void> => {
    if (!duty.isMine) return;
    let purged = 0;
    let count = 0;
    try {
      do {
        count = await purge(atOnce);
        purged += count;
      } while (count === atOnce && !isStopped);
      if (purged > 0) log.info({ purged }, `purged: ${what}`);
    } catch (err) {
      log.warn({ err }, `could not purge: ${what}`);
    }
  };
  const cancels = [duty.whenMine(() => void purgeAll()), clock.every(everyMs, () => void purgeAll())];
  return () => {
    isStopped = true;
    for (const cancel of cancels) cancel();
  };
}
