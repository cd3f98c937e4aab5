import { hash } from "node:crypto";
import { Readable } from "node:stream";
import type { Blobs } from "../../ports/blobs.ts";

export function createMemoryBlobs(): Blobs {
  const kept = new Map<string, Uint8Array>();
  return {
    async put(bytes) {
      const name = hash("sha256", bytes, "hex");
      kept.set(name, Uint8Array.from(bytes));
      return name;
    },
    async open(name) {
      const bytes = kept.get(name);
      return bytes === undefined ? null : Readable.from([Buffer.from(bytes)]);
    },
  };
}
