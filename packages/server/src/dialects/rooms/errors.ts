import { type ErrorCode, errorCatalogue } from "../../core/errors.ts";
import type { ErrorBody } from "./schema.ts";

/** The codes under which this protocol's clients know a refused token. */
const tokenCodes: Partial<Record<ErrorCode, string>> = {
  token_missing: "AUTH_TOKEN_MISSING",
  token_invalid: "AUTH_TOKEN_INVALID",
  token_expired: "AUTH_TOKEN_EXPIRED",
};

/** The one frame a socket gets whose token is refused: the body that authenticated endpoints answer with. */
export function errorBody(code: ErrorCode): ErrorBody {
  return { error: errorCatalogue[code].message, error_code: tokenCodes[code] ?? code.toUpperCase() };
}
