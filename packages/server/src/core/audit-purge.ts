import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { Store } from "../ports/store.ts";
import type { Logger } from "../ports/telemetry.ts";
import type { Duty } from "./cluster/duty.ts";
import { purgeRegularly } from "./purging.ts";

interface AuditPurgeOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly duty: Duty;
  readonly bounds: Pick<Bounds, "auditKeptMs" | "auditPurgeMs" | "auditPurgedAtOnce">;
  readonly log: Logger;
}

/** Entries of the audit log, resolved reports and bans that are over, once they are older than `auditKeptMs`; every `auditPurgeMs`. The answer stops it. */
export function purgeAudit({ store, clock, duty, bounds, log }: AuditPurgeOptions): () => void {
  return purgeRegularly({
    clock,
    duty,
    log,
    everyMs: bounds.auditPurgeMs,
    atOnce: bounds.auditPurgedAtOnce,
    what: "old audit entries, reports and bans",
    purge: (limit) => store.purgeModeration(clock.now() - bounds.auditKeptMs, limit),
  });
}
