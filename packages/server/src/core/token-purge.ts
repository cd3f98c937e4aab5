import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { Store } from "../ports/store.ts";
import type { Logger } from "../ports/telemetry.ts";
import type { Duty } from "./cluster/duty.ts";
import { purgeRegularly } from "./purging.ts";

interface PurgeOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly duty: Duty;
  readonly bounds: Pick<Bounds, "tokensKeptMs" | "tokenPurgeMs" | "tokensPurgedAtOnce">;
  readonly log: Logger;
}

/** Tokens that expired so long ago that nobody need be told so; every `tokenPurgeMs`. The answer stops it. */
export function purgeTokens({ store, clock, duty, bounds, log }: PurgeOptions): () => void {
  return purgeRegularly({
    clock,
    duty,
    log,
    everyMs: bounds.tokenPurgeMs,
    atOnce: bounds.tokensPurgedAtOnce,
    what: "expired tokens",
    purge: (limit) => store.deleteExpiredTokens(clock.now() - bounds.tokensKeptMs, limit),
  });
}
