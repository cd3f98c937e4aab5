import { createHmac } from "node:crypto";

/** A 32-byte key for one purpose, so that no two uses of the store's secret can be played against each other. */
export function deriveKey(secret: Buffer, purpose: string): Buffer {
  return createHmac("sha256", secret).update(`parlance ${purpose}`).digest();
}
