/** Blobs as files named by their SHA-256: `<folder>/ab/cd/abcd….`, written aside, flushed, then renamed into place. */
import { createHash, randomUUID } from "node:crypto";
import type { StatsFs } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm, stat, statfs } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import type { BlobHash, Blobs } from "../../ports/blobs.ts";
import { StoreError } from "../../ports/store.ts";
import { hasCode, storeErrorOf } from "./store-error-of.ts";

export interface DiskBlobsOptions {
  readonly folder: string;
  /** Room on the disk that files leave to others, at most a tenth of it: without that they could take the messages' place. */
  readonly reserveBytes?: number;
  /** How large and how full the disk is that holds a folder; as `statfs` tells it. */
  readonly diskOf?: (folder: string) => Promise<Disk>;
}

type Disk = Pick<StatsFs, "bsize" | "blocks" | "bavail">;

/**
 * Opens the blobs kept below `folder`, made when missing. One process at a time: what a crashed one left half-written is removed.
 * Errors: `StoreError` (`full`, `read_only`, `failed`).
 */
export async function openDiskBlobs(options: DiskBlobsOptions): Promise<Blobs> {
  const { folder } = options;
  const unfinished = join(resolve(folder), "unfinished");
  await orStoreError(`the files in ${folder} cannot be opened`, async () => {
    await rm(unfinished, { recursive: true, force: true });
    const firstMade = await mkdir(unfinished, { recursive: true, mode: 0o700 });
    // Each folder that was made is a name in the one above it.
    for (let at = unfinished; firstMade !== undefined && at.length >= firstMade.length; at = dirname(at))
      await flushFolder(dirname(at));
  });
  return new DiskBlobs(unfinished, options);
}

class DiskBlobs implements Blobs {
  readonly #folder: string;
  readonly #unfinished: string;
  readonly #reserveBytes: number;
  readonly #diskOf: (folder: string) => Promise<Disk>;
  /** Puts under way, so that two of the same bytes share one outcome: neither resolves on what the other has not flushed. */
  readonly #putting = new Map<BlobHash, Promise<void>>();

  constructor(unfinished: string, { folder, reserveBytes = 0, diskOf = statfs }: DiskBlobsOptions) {
    this.#folder = folder;
    this.#unfinished = unfinished;
    this.#reserveBytes = reserveBytes;
    this.#diskOf = diskOf;
  }

  /** `bytes` MUST NOT change until it settles. */
  async put(bytes: Uint8Array): Promise<BlobHash> {
    const hash = await sha256(bytes);
    const putting = this.#putting.get(hash) ?? this.#keep(hash, bytes).finally(() => this.#putting.delete(hash));
    this.#putting.set(hash, putting);
    await putting;
    return hash;
  }

  async open(hash: BlobHash): Promise<Readable | null> {
    if (!/^[0-9a-f]{64}$/.test(hash)) return null;
    return orStoreError("a blob cannot be read", async () => {
      const file = await openIfThere(this.#pathsOf(hash).file);
      return file === null ? null : file.createReadStream();
    });
  }

  #pathsOf(hash: BlobHash): { readonly file: string; readonly folders: readonly string[] } {
    const outer = join(this.#folder, hash.slice(0, 2));
    const inner = join(outer, hash.slice(2, 4));
    return { file: join(inner, hash), folders: [inner, outer, this.#folder] };
  }

  async #keep(hash: BlobHash, bytes: Uint8Array): Promise<void> {
    const { file, folders } = this.#pathsOf(hash);
    await orStoreError("a blob cannot be written", async () => {
      if (await hasSize(file, bytes.length)) {
        // It may be a crashed process's, renamed but with folders not flushed yet.
        await flushFolders(folders);
        return;
      }
      await this.#leaveReserve(bytes.length);
      await this.#write(file, folders, bytes);
    });
  }

  async #leaveReserve(neededBytes: number): Promise<void> {
    const { bavail, blocks, bsize } = await this.#diskOf(this.#folder);
    const reserveBytes = Math.min(this.#reserveBytes, (blocks * bsize) / 10);
    if (bavail * bsize - neededBytes < reserveBytes) throw new StoreError("full", "the disk has no room left for files");
  }

  async #write(file: string, folders: readonly string[], bytes: Uint8Array): Promise<void> {
    const unfinished = join(this.#unfinished, randomUUID());
    try {
      const handle = await open(unfinished, "wx", 0o600);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await mkdir(folders[0] ?? this.#folder, { recursive: true, mode: 0o700 });
      await rename(unfinished, file);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
    try {
      await flushFolders(folders);
    } catch (error) {
      // It is there but might not survive a power cut, and the caller is told that it is not there.
      await rm(file, { force: true });
      throw error;
    }
  }
}

const hashedAtOnce = 1024 * 1024;

/** In slices, between which the event loop turns: 20 MiB in one go would hold up every connection for 10 to 40 ms. */
async function sha256(bytes: Uint8Array): Promise<BlobHash> {
  const hash = createHash("sha256");
  for (let at = 0; at < bytes.length; at += hashedAtOnce) {
    if (at > 0) await setImmediate();
    hash.update(bytes.subarray(at, at + hashedAtOnce));
  }
  return hash.digest("hex");
}

async function hasSize(file: string, size: number): Promise<boolean> {
  try {
    const found = await stat(file);
    return found.isFile() && found.size === size;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
}

async function openIfThere(file: string): Promise<FileHandle | null> {
  try {
    return await open(file, "r");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
}

async function flushFolders(folders: readonly string[]): Promise<void> {
  for (const folder of folders) await flushFolder(folder);
}

/** Makes the names in a folder survive a power cut, as fsync of a file does with its content. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function orStoreError<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storeErrorOf(error, what);
  }
}
