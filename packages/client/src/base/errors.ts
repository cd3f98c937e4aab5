import { ZoError } from "@parlance/zo/client";

/** Why something did not work: the server's own codes (docs/GUARANTEES.md), those of zo, and this client's. */
export type ChatErrorReason =
  | "archived"
  | "bad_request"
  | "closed"
  | "disconnected"
  | "file_invalid"
  | "file_too_large"
  | "forbidden"
  | "internal"
  | "last_owner"
  | "limit_reached"
  | "name_taken"
  | "not_found"
  | "overloaded"
  | "queue_full"
  | "rate_limited"
  | "storage"
  | "text_empty"
  | "text_too_long"
  | "timeout"
  | "token_expired"
  | "token_invalid"
  | "too_many_reactions"
  | "unavailable"
  | (string & Record<never, never>);

interface ChatErrorOptions {
  readonly cause?: unknown;
  readonly retryAfterMs?: number | undefined;
}

/** The one error of this client. `reason` tells errors apart; texts are for people. */
export class ChatError extends Error {
  override readonly name = "ChatError";
  readonly reason: ChatErrorReason;
  /** With `rate_limited`: milliseconds until it can succeed. */
  readonly retryAfterMs: number | undefined;

  constructor(reason: ChatErrorReason, message: string = reason, { cause, retryAfterMs }: ChatErrorOptions = {}) {
    super(message, { cause });
    this.reason = reason;
    this.retryAfterMs = retryAfterMs;
  }
}

const passing: ReadonlySet<string> = new Set([
  "rate_limited",
  "overloaded",
  "unavailable",
  "disconnected",
  "timeout",
  "queue_full",
]);

/** Whether the same may work later without change. */
export const isPassing = ({ reason }: ChatError): boolean => passing.has(reason);

/** The house's code is in `data.reason`, where core refused; else zo's own code says it. */
export function chatErrorOf(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  if (!(error instanceof ZoError)) return new ChatError("internal", String(error), { cause: error });
  const { reason = error.code, retryAfterMs } = (error.data ?? {}) as {
    readonly reason?: string;
    readonly retryAfterMs?: number;
  };
  return new ChatError(reason, error.message, { cause: error, retryAfterMs });
}
