import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { BlobHash } from "../ports/blobs.ts";

const hashShape = /^[0-9a-f]{64}$/;
export const isHash = (hash: string): boolean => hashShape.test(hash);

const hashedAtOnce = 1024 * 1024;

/** In slices, between which the event loop turns: 20 MiB in one go would hold up every connection for 10 to 40 ms. */
export async function sha256(bytes: Uint8Array): Promise<BlobHash> {
  const hash = createHash("sha256");
  for (let at = 0; at < bytes.length; at += hashedAtOnce) {
    if (at > 0) await setImmediate();
    hash.update(bytes.subarray(at, at + hashedAtOnce));
  }
  return hash.digest("hex");
}
