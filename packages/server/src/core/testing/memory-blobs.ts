import { hash } from "node:crypto";
import { Readable } from "node:stream";
import { Holds } from "../../blobs/holds.ts";
import type { BlobHash, Blobs, HeldBlob, Removal } from "../../ports/blobs.ts";

/** Blobs that are gone with the process. */
export function createMemoryBlobs(): Blobs {
  const kept = new Map<BlobHash, Uint8Array>();
  const holds = new Holds();
  const put = (bytes: Uint8Array): Promise<HeldBlob> => {
    const name = hash("sha256", bytes, "hex");
    return holds.keeping(name, bytes.length, async () => {
      kept.set(name, Uint8Array.from(bytes));
    });
  };
  return {
    put,
    async receive(content) {
      const pieces: Uint8Array[] = [];
      for await (const piece of content) pieces.push(Uint8Array.from(piece));
      return put(Buffer.concat(pieces));
    },
    async open(name) {
      const bytes = kept.get(name);
      return bytes === undefined ? null : Readable.from([Buffer.from(bytes)]);
    },
    async list(after, limit) {
      return [...kept.keys()]
        .filter((name) => name > after)
        .sort()
        .slice(0, limit);
    },
    async remove(name, isNeeded): Promise<Removal> {
      const removal = await holds.removing<Removal>(name, async () => {
        if (await isNeeded()) return "needed";
        kept.delete(name);
        return "removed";
      });
      return removal === false ? "held" : removal;
    },
  };
}
