import { type ErrorCode as ZoCode, ZoError } from "@parlance/zo";
import { ChatError, type ErrorCode } from "../../core/errors.ts";

const zoCodes: Readonly<Record<Exclude<ErrorCode, "internal">, ZoCode>> = {
  bad_request: "bad_request",
  name_invalid: "bad_request",
  email_invalid: "bad_request",
  password_invalid: "bad_request",
  text_empty: "bad_request",
  text_too_long: "bad_request",
  file_invalid: "bad_request",
  file_too_large: "bad_request",
  too_many_reactions: "bad_request",
  token_missing: "unauthorized",
  token_invalid: "unauthorized",
  token_expired: "unauthorized",
  credentials_invalid: "unauthorized",
  forbidden: "forbidden",
  not_found: "not_found",
  name_taken: "conflict",
  email_taken: "conflict",
  archived: "conflict",
  last_owner: "conflict",
  limit_reached: "conflict",
  rate_limited: "rate_limited",
  overloaded: "overloaded",
  unavailable: "overloaded",
};

/** A refusal by core in zo's own words, the house's code beside them as `data.reason`. */
export class CoreRefusal extends ZoError {
  constructor(code: Exclude<ErrorCode, "internal">, { message, retryAfterMs }: ChatError) {
    const data = { reason: code, ...(retryAfterMs === null ? {} : { retryAfterMs }) };
    super(zoCodes[code], message, { data });
  }
}

/** Any other error than a refusal by core stays as it is, for zo to keep to itself. */
export function zoErrorOf(error: unknown): unknown {
  if (!(error instanceof ChatError) || error.code === "internal") return error;
  return new CoreRefusal(error.code, error);
}
