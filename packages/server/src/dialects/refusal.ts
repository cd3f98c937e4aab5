import { ChatError, type ErrorCode } from "../core/errors.ts";

/**
 * The code of a refusal by core. Anything else is a fault of ours and is thrown on: transport logs it and closes the connection
 * as `internal`, and nothing of it crosses the wire.
 */
export function refusalCode(error: unknown): ErrorCode {
  if (error instanceof ChatError && error.code !== "internal") return error.code;
  throw error;
}
