import type { Readable } from "node:stream";

/** Lower-case hex SHA-256 of the content: the name a blob is kept under. */
export type BlobHash = string;

/** A blob that stays where it is until it is let go of (disposed of; twice is harmless), whatever the store says of it meanwhile. */
export interface HeldBlob extends Disposable {
  readonly hash: BlobHash;
  readonly sizeBytes: number;
}

/** `held`: somebody holds it. `needed`: as `isNeeded` said. Either way it is there as before. */
export type Removal = "removed" | "held" | "needed";

/**
 * Content-addressed bytes. Which of them are still of use is known only to who gives them names, so blobs and names meet by this rule:
 * whoever is about to give a blob a name holds it from before it is known to be there until the name is kept; and it is removed only
 * when nobody holds it and, asked after that, no name is found, while whoever wants to keep the same bytes waits. Without it a removal
 * could take what an upload of the same bytes just found to be there.
 */
export interface Blobs {
  /**
   * Keeps `bytes`, which MUST NOT change meanwhile. When it resolves they survive a power cut; when it rejects
   * (`StoreError`: `full`, `read_only`, `failed`) nothing under that hash changed. A reader MUST never see half a blob,
   * not even after a crash in the middle. Keeping the same bytes again is harmless and keeps one copy.
   */
  put(bytes: Uint8Array): Promise<HeldBlob>;
  /**
   * As `put`, for content that comes in pieces and whose length and hash only its end tells: it MUST take each piece before it asks for the
   * next one and hold no more than a few of them in memory. What `content` throws it rejects with, as it is; then, and
   * when it rejects by itself, nothing of the content MUST be left behind. `expectedBytes`: what is to come as far as anybody knows; `full` when
   * there is no room for it, before the first piece is asked for.
   */
  receive(content: AsyncIterable<Uint8Array>, expectedBytes: number): Promise<HeldBlob>;
  /** The content as a stream, or null when there is no such blob. `hash` that is not 64 hex digits is no such blob. A stream under way outlives a removal. */
  open(hash: BlobHash): Promise<Readable | null>;
  /** Hashes of blobs in order, at most `limit`, those after `after` ("" for the first). What comes or goes meanwhile may be among them or not. */
  list(after: BlobHash, limit: number): Promise<readonly BlobHash[]>;
  /**
   * Removes a blob unless it is held, or `isNeeded`, which is asked while nobody can come to hold it. One that is not there counts as removed.
   * What `isNeeded` throws it rejects with. When it resolves with `removed` the blob stays away after a power cut.
   */
  remove(hash: BlobHash, isNeeded: () => Promise<boolean>): Promise<Removal>;
}
