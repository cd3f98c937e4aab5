/** What the disk alone takes for one commit's worth of bytes. */
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A page of SQLite's write-ahead log with its head. */
const blockBytes = 4_096 + 24;

/**
 * Milliseconds each of `count` writes of one block took, its sync included. `append` makes the file longer each time, which
 * costs the file system a commit of its own journal; `overwrite` writes over bytes that are on the disk already.
 */
export function rawSync(count: number, way: "append" | "overwrite"): number[] {
  const path = fileURLToPath(new URL("../../.tmp-bench-fsync", import.meta.url));
  const file = openSync(path, "w");
  const block = Buffer.alloc(blockBytes);
  if (way === "overwrite") {
    writeSync(file, Buffer.alloc(count * blockBytes));
    fdatasyncSync(file);
  }
  const times = Array.from({ length: count }, (_, n) => {
    const since = performance.now();
    writeSync(file, block, 0, blockBytes, n * blockBytes);
    fdatasyncSync(file);
    return performance.now() - since;
  });
  closeSync(file);
  rmSync(path);
  return times;
}
