import { hash, randomBytes } from "node:crypto";

const tokenShape = /^[A-Za-z0-9_-]{43}$/;

/** A new token, 256 random bits in base64url, and what is kept of it: its SHA-256, hex. It is random: no salt and no slow hash is needed. */
export function newToken(): { readonly token: string; readonly hash: string } {
  const token = randomBytes(32).toString("base64url");
  return { token, hash: hash("sha256", token, "hex") };
}

/** The hash a token is kept under; null for text that cannot be a token. */
export function tokenHash(token: string): string | null {
  return tokenShape.test(token) ? hash("sha256", token, "hex") : null;
}
