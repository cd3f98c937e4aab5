import { type ErrorCode, errorCatalogue } from "../../core/errors.ts";
import type { ErrorBody } from "./schema.ts";

const tokenCodes: Partial<Record<ErrorCode, string>> = {
  token_invalid: "AUTH_TOKEN_INVALID",
  token_expired: "AUTH_TOKEN_EXPIRED",
};

/** The one frame a socket gets whose token is refused: the body authenticated endpoints answer with. Null when it is not the token. */
export function tokenRefusal(code: ErrorCode): ErrorBody | null {
  const error_code = tokenCodes[code];
  return error_code === undefined ? null : { error: errorCatalogue[code].message, error_code };
}
