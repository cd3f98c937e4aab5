import { open } from "node:fs/promises";
import { resolve } from "node:path";
import type { Blobs } from "../../ports/blobs.ts";
import { isHash } from "../hashes.ts";
import { hashesBelow, placeOf } from "./places.ts";
import { hasCode, storeErrorOf } from "./store-error-of.ts";

/** The blobs below a folder, to be read and not touched, as `openDiskBlobs` would. A folder that is not there has none. */
export function readDiskBlobs(folder: string): Pick<Blobs, "list" | "open"> {
  const root = resolve(folder);
  return {
    list: (after, limit) => hashesBelow(root, after, limit),
    async open(hash) {
      if (!isHash(hash)) return null;
      try {
        return (await open(placeOf(root, hash).file, "r")).createReadStream();
      } catch (error) {
        if (hasCode(error, "ENOENT")) return null;
        throw storeErrorOf(error, "a blob cannot be read");
      }
    },
  };
}
