import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { Store } from "../ports/store.ts";
import type { Logger } from "../ports/telemetry.ts";

interface PurgeOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly bounds: Pick<Bounds, "tokensKeptMs" | "tokenPurgeMs">;
  readonly log: Logger;
}

/** Deletes tokens that expired so long ago that nobody need be told so; now and every `tokenPurgeMs`. The answer stops it. */
export function purgeTokens({ store, clock, bounds, log }: PurgeOptions): () => void {
  const purge = async (): Promise<void> => {
    try {
      const purged = await store.deleteExpiredTokens(clock.now() - bounds.tokensKeptMs);
      if (purged > 0) log.info({ purged }, "expired tokens purged");
    } catch (err) {
      log.warn({ err }, "could not purge expired tokens");
    }
  };
  void purge();
  return clock.every(bounds.tokenPurgeMs, () => void purge());
}
