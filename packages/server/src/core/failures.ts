import { randomUUID } from "node:crypto";
import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import { StoreError, type StoreErrorCode } from "../ports/store.ts";
import type { Logger, Telemetry } from "../ports/telemetry.ts";
import { ChatError, type ErrorCode } from "./errors.ts";

const codeOfStoreError: Readonly<Record<StoreErrorCode, ErrorCode>> = {
  full: "unavailable",
  busy: "unavailable",
  unavailable: "unavailable",
  read_only: "unavailable",
  failed: "unavailable",
  closed: "unavailable",
  overloaded: "overloaded",
  newer: "unavailable",
  damaged: "internal",
  in_use: "internal",
  gone: "token_invalid",
};

/** Runs a piece of work of core's interface, so that nothing but `ChatError` comes out of it. */
export interface Guard {
  <T>(work: () => Promise<T>): Promise<T>;
  /**
   * A function of core's interface that asks the store once and makes its answer of the store's. What waits for a commit waits by the
   * thousand: this leaves one promise of each, and nothing that was made for it alone.
   */
  around<I, R, T>(ask: (input: I) => Promise<R>, answer: (outcome: R) => T): (input: I) => Promise<T>;
}

interface GuardOptions {
  readonly clock: Clock;
  readonly bounds: Pick<Bounds, "refusalLogMs">;
  readonly log: Logger;
  readonly telemetry: Telemetry;
}

/**
 * The one place where what went wrong below becomes what may be said above. The cause goes to the log: an unknown one with the
 * correlation id that its `ChatError` carries too. Counts every refusal.
 */
export function createGuard(options: GuardOptions): Guard {
  const warn = createRefusalLog(options);
  const refusalOf = (error: unknown): ChatError => {
    const refusal = error instanceof ChatError ? error : translated(error, options.log);
    if (error instanceof StoreError && error.code !== "gone" && refusal.code !== "internal") warn(refusal.code, error);
    options.telemetry.error(refusal.code);
    return refusal;
  };
  const refuse = (error: unknown): never => {
    throw refusalOf(error);
  };
  const guard = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      return refuse(error);
    }
  };
  return Object.assign(guard, {
    around<I, R, T>(ask: (input: I) => Promise<R>, answer: (outcome: R) => T): (input: I) => Promise<T> {
      const answered = (outcome: R): T => {
        try {
          return answer(outcome);
        } catch (error) {
          return refuse(error);
        }
      };
      return (input) => {
        try {
          return ask(input).then(answered, refuse);
        } catch (error) {
          return Promise.reject(refusalOf(error));
        }
      };
    },
  });
}

function translated(error: unknown, log: Logger): ChatError {
  const code = error instanceof StoreError ? codeOfStoreError[error.code] : "internal";
  if (code !== "internal") return new ChatError(code, { cause: error });
  const correlationId = randomUUID();
  log.error({ err: error, code, correlationId }, "unexpected error");
  return new ChatError("internal", { cause: error, correlationId });
}

/** A store that refuses refuses everybody: of each code one line in `refusalLogMs`, or a full disk would be written fuller still. */
function createRefusalLog({ clock, bounds, log }: GuardOptions): (code: ErrorCode, err: StoreError) => void {
  const latest = new Map<ErrorCode, { readonly atMs: number; leftOut: number }>();
  return (code, err) => {
    const atMs = clock.monotonicMs();
    const before = latest.get(code);
    if (before !== undefined && atMs - before.atMs < bounds.refusalLogMs) {
      before.leftOut++;
      return;
    }
    latest.set(code, { atMs, leftOut: 0 });
    log.warn({ err, code, leftOut: before?.leftOut ?? 0 }, "the store refused");
  };
}
