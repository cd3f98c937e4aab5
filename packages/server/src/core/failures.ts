import { randomUUID } from "node:crypto";
import { StoreError, type StoreErrorCode } from "../ports/store.ts";
import type { Logger, Telemetry } from "../ports/telemetry.ts";
import { ChatError, type ErrorCode } from "./errors.ts";

const codeOfStoreError: Readonly<Record<StoreErrorCode, ErrorCode>> = {
  full: "unavailable",
  busy: "unavailable",
  read_only: "unavailable",
  failed: "unavailable",
  closed: "unavailable",
  overloaded: "overloaded",
  newer: "internal",
  damaged: "internal",
  in_use: "internal",
};

/** Runs a piece of work of core's interface, so that nothing but `ChatError` comes out of it. */
export type Guard = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * The one place where what went wrong below becomes what may be said above. The cause goes to the log: an unknown one with the
 * correlation id that its `ChatError` carries too. Counts every refusal.
 */
export function createGuard(log: Logger, telemetry: Telemetry): Guard {
  return async (work) => {
    try {
      return await work();
    } catch (error) {
      const refusal = error instanceof ChatError ? error : translated(error, log);
      telemetry.error(refusal.code);
      throw refusal;
    }
  };
}

function translated(error: unknown, log: Logger): ChatError {
  const code = error instanceof StoreError ? codeOfStoreError[error.code] : "internal";
  if (code !== "internal") {
    log.warn({ err: error, code }, "the store refused");
    return new ChatError(code, { cause: error });
  }
  const correlationId = randomUUID();
  log.error({ err: error, code, correlationId }, "unexpected error");
  return new ChatError("internal", { cause: error, correlationId });
}
