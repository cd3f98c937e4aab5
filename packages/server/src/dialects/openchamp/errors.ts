import { type ErrorCode, errorCatalogue } from "../../core/errors.ts";
import type { Bounds } from "../../ports/bounds.ts";

/** How a frame is refused: as `error` with a code, or, for a failed login, as `auth_error`. */
export type Refusal =
  | { readonly type: "error"; readonly code: string; readonly message: string }
  | { readonly type: "auth_error"; readonly message: string };

const error = (code: string, message: string): Refusal => ({ type: "error", code, message });
const authError = (message: string): Refusal => ({ type: "auth_error", message });
const registrationError = (message: string): Refusal => error("REGISTRATION_ERROR", message);

export const authRequired = error("AUTH_REQUIRED", "Authentication required");
export const invalidPayload = error("INVALID_PAYLOAD", "Invalid message format");
export const unknownType = error("UNKNOWN_TYPE", "Unknown message type");
export const unsupported = error("UNSUPPORTED", "Not supported");

export const badLogin = authError("Invalid login format");
export const badToken = authError("Invalid token format");
export const badRegistration = registrationError("Invalid registration format");
export const nameTooShort = (bounds: Bounds): Refusal =>
  registrationError(`Username must be at least ${bounds.nameMinChars} characters`);
export const passwordTooShort = (bounds: Bounds): Refusal =>
  registrationError(`Password must be at least ${bounds.passwordMinChars} characters`);

/** Core's refusal of anything a logged-in user does. */
export function chatRefusal(code: ErrorCode, bounds: Bounds): Refusal {
  switch (code) {
    case "text_empty":
      return invalidPayload;
    case "text_too_long":
      return error("MESSAGE_TOO_LONG", `Message too long (max ${bounds.messageChars} characters)`);
    case "name_invalid":
      return error(
        "INVALID_USERNAME",
        `Display name must have ${bounds.nameMinChars} to ${bounds.nameMaxChars} visible characters`,
      );
    case "name_taken":
      return error("USERNAME_TAKEN", "Username already exists");
    case "rate_limited":
      return error("RATE_LIMITED", "Rate limit exceeded");
    case "unavailable":
    case "overloaded":
      return error("UNAVAILABLE", errorCatalogue[code].message);
    default:
      return error(code.toUpperCase(), errorCatalogue[code].message);
  }
}

/** Core's refusal of a name and password, or of a token. */
export function loginRefusal(code: ErrorCode, bounds: Bounds): Refusal {
  switch (code) {
    case "credentials_invalid":
      return authError("Invalid username or password");
    case "token_invalid":
    case "token_expired":
      return authError("Invalid or expired token");
    case "forbidden":
      return authError("You are banned from this server");
    case "rate_limited":
      return authError("Too many login attempts, try again later");
    default:
      return chatRefusal(code, bounds);
  }
}

export function registrationRefusal(code: ErrorCode, bounds: Bounds): Refusal {
  switch (code) {
    case "name_invalid":
      return registrationError(
        `Username must be at most ${bounds.nameMaxChars} characters long, of letters, digits, ".", "_", "-" and single spaces`,
      );
    case "password_invalid":
      return registrationError(`Password must be at most ${bounds.passwordMaxBytes} bytes`);
    case "email_invalid":
      return registrationError("Email address is not valid");
    case "name_taken":
      return registrationError("Username already exists");
    case "email_taken":
      return registrationError("Email already registered");
    default:
      return chatRefusal(code, bounds);
  }
}
