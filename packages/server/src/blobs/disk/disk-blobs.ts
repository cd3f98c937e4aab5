/** Blobs as files named by their SHA-256: `<folder>/ab/cd/abcd….`, written aside, flushed, then renamed into place. */
import { createHash, randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Readable } from "node:stream";
import type { BlobHash, Blobs, HeldBlob, Removal } from "../../ports/blobs.ts";
import { isHash, sha256 } from "../hashes.ts";
import { Holds } from "../holds.ts";
import { flushFolder, flushFolders, hashesBelow, type Place, placeOf } from "./places.ts";
import { type Disk, RoomOnDisk } from "./room-on-disk.ts";
import { hasCode, storeErrorOf } from "./store-error-of.ts";

export interface DiskBlobsOptions {
  readonly folder: string;
  /** Room on the disk that files leave to others, at most a tenth of it: without that they could take the messages' place. */
  readonly reserveBytes?: number;
  readonly diskOf?: (folder: string) => Promise<Disk>;
}

/**
 * Opens the blobs kept below `folder`, made when missing. One process at a time: what a crashed one left half-written is removed.
 * Errors: `StoreError` (`full`, `read_only`, `failed`).
 */
export async function openDiskBlobs({ folder, reserveBytes = 0, diskOf }: DiskBlobsOptions): Promise<Blobs> {
  const unfinished = join(resolve(folder), "unfinished");
  await orStoreError(`the files in ${folder} cannot be opened`, async () => {
    await rm(unfinished, { recursive: true, force: true });
    const firstMade = await mkdir(unfinished, { recursive: true, mode: 0o700 });
    // Each folder that was made is a name in the one above it.
    for (let at = unfinished; firstMade !== undefined && at.length >= firstMade.length; at = dirname(at))
      await flushFolder(dirname(at));
  });
  return new DiskBlobs(folder, unfinished, new RoomOnDisk(folder, reserveBytes, diskOf));
}

/** While content comes in, how much of it is written between two looks at the room left on the disk. */
const lookEveryBytes = 4 * 1024 * 1024;

class DiskBlobs implements Blobs {
  readonly #folder: string;
  readonly #unfinished: string;
  readonly #room: RoomOnDisk;
  readonly #holds = new Holds();

  constructor(folder: string, unfinished: string, room: RoomOnDisk) {
    this.#folder = folder;
    this.#unfinished = unfinished;
    this.#room = room;
  }

  async put(bytes: Uint8Array): Promise<HeldBlob> {
    const hash = await sha256(bytes);
    const place = placeOf(this.#folder, hash);
    return this.#holds.keeping(hash, bytes.length, () =>
      orStoreError("a blob cannot be written", async () => {
        if (await isKept(place, bytes.length)) return;
        await this.#room.leave(bytes.length);
        await this.#aside(async (path) => {
          await withFile(path, async (file) => {
            await file.writeFile(bytes);
            await file.sync();
          });
          await intoPlace(path, place);
        });
      }),
    );
  }

  async receive(content: AsyncIterable<Uint8Array>, expectedBytes: number): Promise<HeldBlob> {
    await orStoreError("a blob cannot be written", () => this.#room.leave(expectedBytes));
    return this.#aside(async (path) => {
      const { hash, sizeBytes } = await this.#takeAll(content, path);
      const place = placeOf(this.#folder, hash);
      return this.#holds.keeping(hash, sizeBytes, () =>
        orStoreError("a blob cannot be written", async () => {
          if (await isKept(place, sizeBytes)) await rm(path, { force: true });
          else await intoPlace(path, place);
        }),
      );
    });
  }

  async open(hash: BlobHash): Promise<Readable | null> {
    if (!isHash(hash)) return null;
    return orStoreError("a blob cannot be read", async () => {
      const file = await openIfThere(placeOf(this.#folder, hash).file);
      return file === null ? null : file.createReadStream();
    });
  }

  list(after: BlobHash, limit: number): Promise<readonly BlobHash[]> {
    return orStoreError("blobs cannot be listed", () => hashesBelow(this.#folder, after, limit));
  }

  async remove(hash: BlobHash, isNeeded: () => Promise<boolean>): Promise<Removal> {
    if (!isHash(hash)) return "removed";
    const removal = await this.#holds.removing<Removal>(hash, async () => {
      if (await isNeeded()) return "needed";
      await orStoreError("a blob cannot be removed", () => takeAway(placeOf(this.#folder, hash)));
      return "removed";
    });
    return removal === false ? "held" : removal;
  }

  /** A path to write at; what is there when `work` fails is removed. */
  async #aside<T>(work: (path: string) => Promise<T>): Promise<T> {
    const path = join(this.#unfinished, randomUUID());
    try {
      return await work(path);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  /** Writes all that comes and flushes it. What `content` throws passes as it is. */
  async #takeAll(content: AsyncIterable<Uint8Array>, path: string): Promise<{ hash: BlobHash; sizeBytes: number }> {
    const hash = createHash("sha256");
    let sizeBytes = 0;
    let lookAtBytes = lookEveryBytes;
    const take = (file: FileHandle, piece: Uint8Array): Promise<void> =>
      orStoreError("a blob cannot be written", async () => {
        if (sizeBytes >= lookAtBytes) {
          await this.#room.leave(piece.length);
          lookAtBytes = sizeBytes + lookEveryBytes;
        }
        hash.update(piece);
        await writeWhole(file, piece);
        sizeBytes += piece.length;
      });
    await withFile(path, async (file) => {
      for await (const piece of content) await take(file, piece);
      await orStoreError("a blob cannot be written", () => file.sync());
    });
    return { hash: hash.digest("hex"), sizeBytes };
  }
}

async function withFile(path: string, work: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await orStoreError("a blob cannot be written", () => open(path, "wx", 0o600));
  try {
    await work(file);
  } finally {
    await orStoreError("a blob cannot be written", () => file.close());
  }
}

/** A disk may take part of what it is given. */
async function writeWhole(file: FileHandle, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length; ) at += (await file.write(piece, at)).bytesWritten;
}

/** Whether it is there already. It may be a crashed process's, renamed but with folders not flushed yet: now they are. */
async function isKept({ file, folders }: Place, sizeBytes: number): Promise<boolean> {
  if (!(await hasSize(file, sizeBytes))) return false;
  await flushFolders(folders);
  return true;
}

async function intoPlace(path: string, { file, folders }: Place): Promise<void> {
  await mkdir(folders[0], { recursive: true, mode: 0o700 });
  await rename(path, file);
  try {
    await flushFolders(folders);
  } catch (error) {
    // It is there but might not survive a power cut, and the caller is told that it is not there.
    await rm(file, { force: true });
    throw error;
  }
}

async function takeAway({ file, folders }: Place): Promise<void> {
  try {
    await rm(file);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return;
    throw error;
  }
  await flushFolder(folders[0]);
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

async function orStoreError<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storeErrorOf(error, what);
  }
}
