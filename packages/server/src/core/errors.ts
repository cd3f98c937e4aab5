/**
 * The error catalogue: every refusal of the house, told once. Dialects translate `code` into their protocol's own form and
 * never recognise an error by its English text. docs/GUARANTEES.md prints this table.
 */
export interface ErrorEntry {
  readonly fault: "client" | "server";
  /** Whether the same request may succeed later without change. */
  readonly retry: boolean;
  readonly httpStatus: number;
  /** Safe to show to anybody. */
  readonly message: string;
}

const entry = (fault: ErrorEntry["fault"], retry: boolean, httpStatus: number, message: string): ErrorEntry => ({
  fault,
  retry,
  httpStatus,
  message,
});

export const errorCatalogue = {
  bad_request: entry("client", false, 400, "The request is malformed"),
  name_invalid: entry("client", false, 400, "The name is not allowed"),
  email_invalid: entry("client", false, 400, "The email address is not valid"),
  password_invalid: entry("client", false, 400, "The password is too short or too long"),
  text_empty: entry("client", false, 400, "The message is empty"),
  text_too_long: entry("client", false, 400, "The message is too long"),
  file_invalid: entry("client", false, 400, "The file is not valid"),
  file_too_large: entry("client", false, 413, "The file is too large"),
  too_many_reactions: entry("client", false, 400, "The message has too many reactions"),
  token_missing: entry("client", false, 401, "Authentication is required"),
  token_invalid: entry("client", false, 401, "The token is not valid"),
  token_expired: entry("client", false, 401, "The token has expired"),
  credentials_invalid: entry("client", false, 401, "Invalid username or password"),
  forbidden: entry("client", false, 403, "You may not do this"),
  not_found: entry("client", false, 404, "Not found"),
  name_taken: entry("client", false, 409, "The name is taken"),
  email_taken: entry("client", false, 409, "The email address is taken"),
  archived: entry("client", false, 409, "The room is archived"),
  last_owner: entry("client", false, 409, "A room needs an owner: make another member one first"),
  limit_reached: entry("client", false, 409, "There is no room for more"),
  rate_limited: entry("client", true, 429, "Too many requests, try again later"),
  overloaded: entry("server", true, 503, "The server is busy, try again later"),
  unavailable: entry("server", true, 503, "The server cannot store anything now, try again later"),
  internal: entry("server", false, 500, "Internal server error"),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;

/** A refusal out of the catalogue. Thrown (or rejected with) by core; carries nothing that may not be shown. */
export class ChatError extends Error {
  override readonly name = "ChatError";
  readonly code: ErrorCode;
  /** With `rate_limited`: milliseconds until a retry can succeed. */
  readonly retryAfterMs: number | null;
  /** With `internal`: the id under which the log tells the cause; may be shown. */
  readonly correlationId: string | null;
  constructor(code: ErrorCode, options: { cause?: unknown; retryAfterMs?: number; correlationId?: string } = {}) {
    super(errorCatalogue[code].message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.correlationId = options.correlationId ?? null;
  }
}
