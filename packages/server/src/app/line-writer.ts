import { writeSync } from "node:fs";

/** Of lines that could not be written yet. */
const keptBytes = 1024 * 1024;

/**
 * Writes lines to a file descriptor at once, and never throws nor waits: a full disk, or a pipe that nobody empties, must not reach
 * whoever logs. What cannot be written is kept, up to `keptBytes`, and tried again with the next line; lines past that are lost.
 */
export function createLineWriter(fd: number): { write(line: string): void } {
  let unwritten = Buffer.alloc(0);
  return {
    write(line) {
      const bytes = Buffer.from(line);
      if (unwritten.length === 0) unwritten = bytes;
      else if (unwritten.length + bytes.length <= keptBytes) unwritten = Buffer.concat([unwritten, bytes]);
      try {
        while (unwritten.length > 0) unwritten = unwritten.subarray(writeSync(fd, unwritten));
      } catch {
        // There is nowhere to tell it.
      }
    },
  };
}
