import { ChatError } from "../core/errors.ts";

/**
 * The token of an `Authorization` header; null when there is none or it is of another scheme.
 * Strict about the token's characters (RFC 6750, 2.1), lenient about the scheme's case (RFC 9110, 11.1). Error: `token_invalid`.
 */
export function bearerToken(header: string | undefined): string | null {
  if (header === undefined || !/^bearer(?: |$)/i.test(header)) return null;
  const token = /^bearer +([\w\-.~+/]+=*)$/i.exec(header)?.[1];
  if (token === undefined) throw new ChatError("token_invalid");
  return token;
}
