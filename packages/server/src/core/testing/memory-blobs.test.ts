import { blobsContract } from "@parlance/conformance/blobs-contract/blobs-contract.ts";
import { createMemoryBlobs } from "./memory-blobs.ts";

blobsContract("memory", async () => ({
  blobs: createMemoryBlobs(),
  leftovers: async () => 0,
  [Symbol.asyncDispose]: async () => undefined,
}));
