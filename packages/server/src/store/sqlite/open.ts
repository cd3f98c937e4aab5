import type { Store } from "../../ports/store.ts";
import type { FromReader, ToReader } from "./read-queue.ts";
import { ReadQueue } from "./read-queue.ts";
import type { ReaderData } from "./reader-worker.ts";
import { SqliteStore } from "./sqlite-store.ts";
import { Thread } from "./thread.ts";
import type { ToWriter } from "./write-queue.ts";
import { WriteQueue } from "./write-queue.ts";
import type { BatchAnswer } from "./writer.ts";
import type { WriterData } from "./writer-worker.ts";

export interface SqliteStoreOptions {
  /** Made if it is not there. It is for this server alone. */
  readonly folder: string;
  readonly bounds: {
    /** Writes that may wait for a commit, and as many reads; past it `overloaded`. */
    readonly storeWaiting: number;
    /** Writes in one transaction. */
    readonly storeBatch: number;
    /** Wait for another process's lock, in milliseconds; past it `busy`. */
    readonly storeBusyMs: number;
  };
  /** Told of each transaction after its commit. */
  readonly onBatch?: (size: number, durationMs: number) => void;
}

/** Opens the store kept in a folder. Rejects with StoreError: `in_use`, `read_only`, `full`, `busy`, `newer`, `damaged`, `failed`. */
export async function openSqliteStore({ folder, bounds, onBatch }: SqliteStoreOptions): Promise<Store> {
  const { storeWaiting, storeBatch, storeBusyMs } = bounds;
  const forWriter: WriterData = { folder, storeBatch, storeBusyMs };
  const forReader: ReaderData = { folder, storeBusyMs };
  const writer = await Thread.start<ToWriter, BatchAnswer>(new URL("./writer-worker.ts", import.meta.url), forWriter);
  const writes = new WriteQueue(writer.thread, { storeWaiting, storeBatch, onBatch: onBatch ?? null });
  try {
    const reader = await Thread.start<ToReader, FromReader>(new URL("./reader-worker.ts", import.meta.url), forReader);
    return new SqliteStore(writer.secret, writes, new ReadQueue(reader.thread, storeWaiting));
  } catch (error) {
    await writes.close();
    throw error;
  }
}
