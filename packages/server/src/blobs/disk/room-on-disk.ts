import type { StatsFs } from "node:fs";
import { statfs } from "node:fs/promises";
import { StoreError } from "../../ports/store.ts";

export type Disk = Pick<StatsFs, "bsize" | "blocks" | "bavail">;

/** Room on the disk that files leave to others. */
export class RoomOnDisk {
  readonly #folder: string;
  readonly #reserveBytes: number;
  readonly #diskOf: (folder: string) => Promise<Disk>;

  /** `diskOf`: how large and how full the disk is that holds a folder; as `statfs` tells it. */
  constructor(folder: string, reserveBytes: number, diskOf: (folder: string) => Promise<Disk> = statfs) {
    this.#folder = folder;
    this.#reserveBytes = reserveBytes;
    this.#diskOf = diskOf;
  }

  /** Throws `full` when so many bytes more would take from the reserve, or from a tenth of a small disk. */
  async leave(neededBytes: number): Promise<void> {
    const { bavail, blocks, bsize } = await this.#diskOf(this.#folder);
    const reserveBytes = Math.min(this.#reserveBytes, (blocks * bsize) / 10);
    if (bavail * bsize - neededBytes < reserveBytes) throw new StoreError("full", "the disk has no room left for files");
  }
}
