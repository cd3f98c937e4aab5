import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { Store } from "../ports/store.ts";
import type { Logger } from "../ports/telemetry.ts";
import type { TokenRow } from "../ports/users.ts";
import { codePointCount } from "./text.ts";

interface UseOptions {
  readonly store: Pick<Store, "useSession">;
  readonly clock: Clock;
  readonly bounds: Pick<Bounds, "sessionSeenMs">;
  readonly log: Logger;
}

/** Notes that a session is in use, once in `sessionSeenMs`, so that a request costs no write. It is no loss when a note is lost. */
export function createSessionUse({ store, clock, bounds, log }: UseOptions): (row: TokenRow) => void {
  /** Being written; as many as there are writes under way. */
  const noting = new Set<string>();
  return ({ sessionId, usedAt }) => {
    const now = clock.now();
    if (noting.has(sessionId) || (usedAt !== null && now - usedAt < bounds.sessionSeenMs)) return;
    noting.add(sessionId);
    store
      .useSession(sessionId, now)
      .catch((err: unknown) => log.debug({ err }, "could not note that a session is in use"))
      .finally(() => noting.delete(sessionId));
  };
}

/** Controls, and what turns the direction of writing: a label stands in a list that its owner decides by. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** What a session is told apart by; null when nothing is left to tell it by. */
export function sessionLabel(given: string, bounds: Pick<Bounds, "sessionLabelChars">): string | null {
  const label = given.replace(unprintable, "").trim();
  if (label === "") return null;
  const isShort = codePointCount(label) <= bounds.sessionLabelChars;
  return isShort ? label : Array.from(label).slice(0, bounds.sessionLabelChars).join("");
}
