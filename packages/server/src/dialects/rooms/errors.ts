import { type ErrorCode, errorCatalogue } from "../../core/errors.ts";
import type { ErrorBody } from "./schema.ts";

const wireCodes: Partial<Record<ErrorCode, string>> = {
  token_invalid: "AUTH_TOKEN_INVALID",
  token_expired: "AUTH_TOKEN_EXPIRED",
  overloaded: "UNAVAILABLE",
  unavailable: "UNAVAILABLE",
};

/** The one frame a socket gets that could not be authenticated: the body that authenticated endpoints answer with. */
export function refusalBody(code: ErrorCode): ErrorBody {
  return { error: errorCatalogue[code].message, error_code: wireCodes[code] ?? "INTERNAL_SERVER_ERROR" };
}
