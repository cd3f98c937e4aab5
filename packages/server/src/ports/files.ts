/** What a store keeps of files: their names. The bytes are a blob's (blobs.ts). */
import type { BlobHash } from "./blobs.ts";
import type { FileId, FileRef, UnixMs, UserId } from "./model.ts";

export interface StoredFile extends FileRef {
  readonly hash: BlobHash;
  /** The blob of the smaller image; null when there is none, which `image.hasPreview` says too. */
  readonly previewHash: BlobHash | null;
  readonly ownerId: UserId;
  readonly createdAt: UnixMs;
}

/** A blob of which a file that named it is gone. */
export interface ReleasedBlob {
  /** Each release has its own, never used again. */
  readonly id: number;
  readonly hash: BlobHash;
}

/**
 * Obligations:
 * - A file is attached to the message that was posted with it (`NewPost.file`), or to its owner's profile as their picture (`ProfileChange.avatarFileId`); to
 *   one of these at most, once, and is gone with it.
 * - Whenever a file goes, for whatever reason, its blobs MUST be told by `releasedBlobs` from that very commit on: nothing else knows of
 *   them any more, and what was deleted would stay on the disk.
 */
export interface FileStore {
  saveFile(file: StoredFile): Promise<void>;
  findFile(id: FileId): Promise<StoredFile | null>;
  /** Deletes at most `limit` files that are attached to nothing and were saved before `before`, the oldest first, ties by id; answers how many. */
  deleteUnattachedFiles(before: UnixMs, limit: number): Promise<number>;
  /** Of `hashes`, those that no file names, as its content or as its preview, in the order given. */
  namelessBlobs(hashes: readonly BlobHash[]): Promise<readonly BlobHash[]>;
  /** In the order in which they were released, the earliest first. A blob may be there more than once, and another file may name it. */
  releasedBlobs(limit: number): Promise<readonly ReleasedBlob[]>;
  /** Takes releases off that list; ids that are not on it are passed over. */
  forgetReleased(ids: readonly number[]): Promise<void>;
}
