/** Every error answer of HTTP in the one form that all routes share: `{error, error_code}`. */
import { z } from "zod";
import { ChatError, type ErrorCode, errorCatalogue } from "../core/errors.ts";

/** The body of every error answer. `correlation_id` comes with unknown errors only, and finds the line in the server's log. */
export const errorBody = z
  .object({ error: z.string(), error_code: z.string(), correlation_id: z.string().optional() })
  .meta({ title: "Error", description: "What went wrong: in English, and as a code to decide by" });

/** The catalogue's codes as HTTP shows them. */
const wireCodes: Readonly<Record<ErrorCode, string>> = {
  bad_request: "BAD_REQUEST",
  name_invalid: "USERNAME_INVALID",
  email_invalid: "EMAIL_INVALID",
  password_invalid: "PASSWORD_INVALID",
  text_empty: "TEXT_EMPTY",
  text_too_long: "TEXT_TOO_LONG",
  file_invalid: "FILE_INVALID",
  file_too_large: "FILE_TOO_LARGE",
  too_many_reactions: "TOO_MANY_REACTIONS",
  token_missing: "AUTH_TOKEN_MISSING",
  token_invalid: "AUTH_TOKEN_INVALID",
  token_expired: "AUTH_TOKEN_EXPIRED",
  credentials_invalid: "AUTH_CREDENTIALS_INVALID",
  forbidden: "FORBIDDEN",
  not_found: "NOT_FOUND",
  name_taken: "USERNAME_TAKEN",
  email_taken: "EMAIL_TAKEN",
  archived: "ARCHIVED",
  last_owner: "LAST_OWNER",
  limit_reached: "LIMIT_REACHED",
  rate_limited: "RATE_LIMITED",
  overloaded: "UNAVAILABLE",
  unavailable: "UNAVAILABLE",
  internal: "INTERNAL_SERVER_ERROR",
};

/** What only HTTP can get wrong. */
const httpOnly = {
  METHOD_NOT_ALLOWED: { status: 405, error: "This method is not allowed here" },
  REQUEST_TIMEOUT: { status: 408, error: "The request took too long to arrive" },
  PAYLOAD_TOO_LARGE: { status: 413, error: "The request body is too large" },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, error: "The request body is of a type that is not taken here" },
  HEADERS_TOO_LARGE: { status: 431, error: "The request headers are too large" },
} as const;

/** An answer that is an error, ready to be sent; nothing in it is secret. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly body: z.infer<typeof errorBody>;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, body: z.infer<typeof errorBody>, headers: Readonly<Record<string, string>> = {}) {
    super(body.error);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** The refusal for a code of the catalogue; `detail` is appended to its text and must be fit for anybody's eyes. */
export function refuse(code: ErrorCode, detail = ""): Refusal {
  const { httpStatus, message } = errorCatalogue[code];
  return new Refusal(httpStatus, { error: message + detail, error_code: wireCodes[code] }, challenge(code));
}

export function refuseHttp(code: keyof typeof httpOnly, headers: Readonly<Record<string, string>> = {}): Refusal {
  const { status, error } = httpOnly[code];
  return new Refusal(status, { error, error_code: code }, headers);
}

/** RFC 9110 (11.6.1) wants a challenge with every 401, RFC 6750 (3.1) says which; browsers show no dialogue for this scheme. */
function challenge(code: ErrorCode): Readonly<Record<string, string>> {
  if (errorCatalogue[code].httpStatus !== 401) return {};
  const refused = code === "token_invalid" || code === "token_expired";
  return { "www-authenticate": refused ? 'Bearer error="invalid_token"' : "Bearer" };
}

/** The refusal a known error stands for; null for an unknown one, which is a fault of the server. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  if (error instanceof ChatError) {
    if (error.code === "internal") return null;
    const refusal = refuse(error.code);
    if (error.code !== "rate_limited") return refusal;
    const seconds = Math.max(1, Math.ceil((error.retryAfterMs ?? 1_000) / 1_000));
    return new Refusal(refusal.status, refusal.body, { "retry-after": String(seconds) });
  }
  return error instanceof Error && "code" in error && "statusCode" in error ? ofFramework(error) : null;
}

/** Fastify's own errors carry a code, a status and a text that may quote the request; only the first two are used. */
function ofFramework(error: { readonly code: unknown; readonly statusCode: unknown }): Refusal | null {
  switch (error.code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return refuseHttp("PAYLOAD_TOO_LARGE");
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return refuseHttp("UNSUPPORTED_MEDIA_TYPE");
    case "FST_ERR_MAX_PARAM_LENGTH":
      return refuse("not_found");
    default:
      return typeof error.statusCode === "number" && error.statusCode >= 400 && error.statusCode < 500
        ? refuse("bad_request")
        : null;
  }
}
