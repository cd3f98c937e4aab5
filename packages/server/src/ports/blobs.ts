import type { Readable } from "node:stream";

/** Lower-case hex SHA-256 of the content: the name a blob is kept under. */
export type BlobHash = string;

/** Content-addressed bytes. */
export interface Blobs {
  /**
   * Keeps `bytes` and answers their hash. When it resolves they survive a power cut; when it rejects
   * (`StoreError`: `full`, `read_only`, `failed`) nothing under that hash changed. A reader MUST never see half a blob,
   * not even after a crash in the middle. Keeping the same bytes again is harmless and keeps one copy.
   */
  put(bytes: Uint8Array): Promise<BlobHash>;
  /** The content as a stream, or null when there is no such blob. `hash` that is not 64 hex digits is no such blob. */
  open(hash: BlobHash): Promise<Readable | null>;
}
