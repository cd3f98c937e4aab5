import { closeSync, fdatasyncSync, fstatSync, openSync, writeSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";

/** A frame of the write-ahead log: a page and its head (https://sqlite.org/fileformat2.html#the_write_ahead_log). */
const frameBytes = 4_096 + 24;
/** The file grows by this much when less than half of it is left: some milliseconds of work, in between batches. */
const stepBytes = 1024 * 1024;

/**
 * Keeps the file of the write-ahead log ahead of the log, filled with zeros. To sync bytes that make a file longer the file
 * system has to write its own journal too; to sync bytes written over others it has not, which is half the time of a commit
 * (ext4: bench/LOG.md). Nothing depends on it: SQLite reads the log up to the first frame that is none, and zeros are none.
 */
export class LogSpace {
  readonly #db: DatabaseSync;
  readonly #path: string;
  readonly #limitBytes: number;
  /** What the file holds; 0 when that is to be looked up. */
  #bytes = 0;
  #usedBytes = 0;

  /** `limitBytes`: what SQLite shortens the file to when the log starts over. A log near or past it is left to itself. */
  constructor(db: DatabaseSync, options: { readonly path: string; readonly limitBytes: number }) {
    this.#db = db;
    this.#path = options.path;
    this.#limitBytes = options.limitBytes;
  }

  /** To be called between transactions, with the frames in the log. Without space, or with the lock elsewhere, nothing changes. */
  keepAhead(frames: number): void {
    const usedBytes = frames * frameBytes;
    // It started over, and may have been shortened.
    if (usedBytes < this.#usedBytes) this.#bytes = 0;
    this.#usedBytes = usedBytes;
    if (this.#isAhead() || usedBytes > this.#limitBytes - stepBytes) return;
    try {
      this.#grow();
    } catch {
      // SQLite will say it when it needs the space itself. The next attempt is when as much was written again.
      this.#bytes = usedBytes + stepBytes;
    }
  }

  #isAhead(): boolean {
    return this.#bytes - this.#usedBytes >= stepBytes / 2;
  }

  /** With the lock of writers, so that nobody appends to the log meanwhile. */
  #grow(): void {
    this.#db.exec("BEGIN IMMEDIATE");
    try {
      const file = openSync(this.#path, "r+");
      try {
        this.#bytes = fstatSync(file).size;
        if (this.#isAhead()) return;
        this.#bytes += writeSync(file, Buffer.alloc(stepBytes), 0, stepBytes, this.#bytes);
        fdatasyncSync(file);
      } finally {
        closeSync(file);
      }
    } finally {
      this.#db.exec("ROLLBACK");
    }
  }
}
