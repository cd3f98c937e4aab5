import { createHash } from "node:crypto";
import type { BlobHash } from "../../../ports/blobs.ts";
import { MigrationError, type ReadableBlobs, type Target } from "./side.ts";

export interface BlobsCopied {
  readonly blobs: number;
  readonly bytes: number;
  /** Of these, what was there already, of an earlier attempt. */
  readonly kept: number;
}

async function* hashesOf(blobs: ReadableBlobs, pageRows: number): AsyncGenerator<BlobHash> {
  let page: readonly BlobHash[] = [];
  do {
    page = await blobs.list(page.at(-1) ?? "", pageRows);
    yield* page;
  } while (page.length > 0);
}

/** Reads a content to its end; null when it is not there. */
async function read(blobs: ReadableBlobs, hash: BlobHash): Promise<{ readonly hash: BlobHash; readonly bytes: number } | null> {
  const content = await blobs.open(hash);
  if (content === null) return null;
  const sum = createHash("sha256");
  let bytes = 0;
  for await (const piece of content) {
    sum.update(piece as Buffer);
    bytes += (piece as Buffer).length;
  }
  return { hash: sum.digest("hex"), bytes };
}

/** Copies all contents that are not there yet, and reads every one back. Rejects with MigrationError for a damaged one. */
export async function copyBlobs(from: ReadableBlobs, to: Target, pageRows: number): Promise<BlobsCopied> {
  let [blobs, bytes, kept] = [0, 0, 0];
  const target = await to.writableBlobs();
  for await (const hash of hashesOf(from, pageRows)) {
    const known = await read(to.blobs, hash);
    if (known?.hash === hash) kept += 1;
    else await copyBlob(from, { to: target, hash });
    const there = known?.hash === hash ? known : await read(to.blobs, hash);
    if (there?.hash !== hash) throw new MigrationError(`the file content ${hash} did not arrive whole in ${to.name}`);
    blobs += 1;
    bytes += there.bytes;
  }
  return { blobs, bytes, kept };
}

async function copyBlob(
  from: ReadableBlobs,
  { to, hash }: { readonly to: Awaited<ReturnType<Target["writableBlobs"]>>; readonly hash: BlobHash },
): Promise<void> {
  // What is there under this hash and is something else is damaged, and would be taken for kept.
  await to.remove(hash, async () => false);
  const content = await from.open(hash);
  if (content === null) throw new MigrationError(`the file content ${hash} is gone: somebody else is at the source`);
  using held = await to.receive(content, 0);
  if (held.hash === hash) return;
  held[Symbol.dispose]();
  await to.remove(held.hash, async () => false);
  throw new MigrationError(`the file content ${hash} is damaged where it comes from; restore it from a backup, or take it away`);
}

/** Contents that files name and that are not there; nobody is the worse off for them after the move than before. */
export async function compareBlobs(from: ReadableBlobs, to: ReadableBlobs, pageRows: number): Promise<void> {
  for await (const hash of hashesOf(from, pageRows)) {
    if ((await read(to, hash))?.hash !== hash) throw new MigrationError(`the file content ${hash} is not in the target`);
  }
}
