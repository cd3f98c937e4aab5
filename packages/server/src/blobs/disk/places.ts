/** Where blobs are below a folder, and what makes their names there survive a power cut. */
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { BlobHash } from "../../ports/blobs.ts";
import { isHash } from "../hashes.ts";
import { hasCode } from "./store-error-of.ts";

export interface Place {
  readonly file: string;
  /** Those that hold the file, the innermost first. */
  readonly folders: readonly [string, string, string];
}

export function placeOf(folder: string, hash: BlobHash): Place {
  const outer = join(folder, hash.slice(0, 2));
  const inner = join(outer, hash.slice(2, 4));
  return { file: join(inner, hash), folders: [inner, outer, folder] };
}

/** Hashes below `folder` in order, at most `limit`, those after `after`; folders are read one after the other. */
export async function hashesBelow(folder: string, after: BlobHash, limit: number): Promise<BlobHash[]> {
  const found: BlobHash[] = [];
  for (const outer of await pairsIn(folder, after.slice(0, 2))) {
    const from = after.startsWith(outer) ? after.slice(2, 4) : "";
    for (const inner of await pairsIn(join(folder, outer), from)) {
      if (found.length >= limit) return found.slice(0, limit);
      const names = await namesIn(join(folder, outer, inner));
      found.push(...names.filter((name) => isHash(name) && name > after).sort());
    }
  }
  return found.slice(0, limit);
}

async function pairsIn(folder: string, from: string): Promise<string[]> {
  const names = await namesIn(folder);
  return names.filter((name) => /^[0-9a-f]{2}$/.test(name) && name >= from).sort();
}

/** None for a folder that is gone. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
}

export async function flushFolders(folders: readonly string[]): Promise<void> {
  for (const folder of folders) await flushFolder(folder);
}

/** Makes the names in a folder survive a power cut, as fsync of a file does with its content. */
export async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
