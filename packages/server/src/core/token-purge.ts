import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { Store } from "../ports/store.ts";
import type { Logger } from "../ports/telemetry.ts";

interface PurgeOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly bounds: Pick<Bounds, "tokensKeptMs" | "tokenPurgeMs" | "tokensPurgedAtOnce">;
  readonly log: Logger;
}

/**
 * Deletes tokens that expired so long ago that nobody need be told so; now and every `tokenPurgeMs`. After a long rest they may be
 * many: a few at a time, so that nobody's message waits for all of them. The answer stops it.
 */
export function purgeTokens({ store, clock, bounds, log }: PurgeOptions): () => void {
  let isStopped = false;
  const purge = async (): Promise<void> => {
    let purged = 0;
    let count = 0;
    try {
      do {
        count = await store.deleteExpiredTokens(clock.now() - bounds.tokensKeptMs, bounds.tokensPurgedAtOnce);
        purged += count;
      } while (count === bounds.tokensPurgedAtOnce && !isStopped);
      if (purged > 0) log.info({ purged }, "expired tokens purged");
    } catch (err) {
      log.warn({ err }, "could not purge expired tokens");
    }
  };
  void purge();
  const cancel = clock.every(bounds.tokenPurgeMs, () => void purge());
  return () => {
    isStopped = true;
    cancel();
  };
}
