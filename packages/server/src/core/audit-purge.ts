import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { Store } from "../ports/store.ts";
import type { Logger } from "../ports/telemetry.ts";

interface AuditPurgeOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly bounds: Pick<Bounds, "auditKeptMs" | "auditPurgeMs" | "auditPurgedAtOnce">;
  readonly log: Logger;
}

/**
 * Deletes entries of the audit log, resolved reports and bans that are over, once they are older than `auditKeptMs`; now and every
 * `auditPurgeMs`, a few at a time, so that nobody's message waits for all of them. The answer stops it.
 */
export function purgeAudit({ store, clock, bounds, log }: AuditPurgeOptions): () => void {
  let isStopped = false;
  const purge = async (): Promise<void> => {
    let purged = 0;
    let count = 0;
    try {
      do {
        count = await store.purgeModeration(clock.now() - bounds.auditKeptMs, bounds.auditPurgedAtOnce);
        purged += count;
      } while (count === bounds.auditPurgedAtOnce && !isStopped);
      if (purged > 0) log.info({ purged }, "old audit entries, reports and bans purged");
    } catch (err) {
      log.warn({ err }, "could not purge the audit log");
    }
  };
  void purge();
  const cancel = clock.every(bounds.auditPurgeMs, () => void purge());
  return () => {
    isStopped = true;
    cancel();
  };
}
