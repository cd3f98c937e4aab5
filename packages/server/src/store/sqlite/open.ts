import type { Store } from "../../ports/store.ts";
import { queuedStore } from "../queued-store.ts";
import { Thread } from "../thread.ts";
import type { FromWriter, ToWriter } from "../write-queue.ts";
import { WriteQueue } from "../write-queue.ts";
import type { FromReader, ToReader } from "./read-queue.ts";
import { ReadQueue } from "./read-queue.ts";
import type { ReaderData } from "./reader-worker.ts";
import type { IndexingOptions } from "./search-indexing.ts";
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
  /** Told now and then of the events that the index of words is behind. */
  readonly onIndexed?: (unindexed: number) => void;
  /** When messages come into the index, other than usual. Null: never; all that is found is found by reading them. For tests and measuring. */
  readonly indexing?: Partial<IndexingOptions> | null;
}

/** Opens the store kept in a folder. Rejects with StoreError: `in_use`, `read_only`, `full`, `busy`, `newer`, `damaged`, `failed`. */
export async function openSqliteStore({ folder, bounds, ...options }: SqliteStoreOptions): Promise<Store> {
  const { storeWaiting, storeBatch, storeBusyMs } = bounds;
  const { onBatch = null, onIndexed, indexing = {} } = options;
  const forWriter: WriterData = { folder, storeBatch, storeBusyMs, indexing };
  const forReader: ReaderData = { folder, storeBusyMs };
  const writer = await Thread.start<ToWriter, FromWriter>(new URL("./writer-worker.ts", import.meta.url), forWriter);
  const writes = new WriteQueue(writer.thread, { storeWaiting, storeBatch, onBatch, onIndexed });
  try {
    const reader = await Thread.start<ToReader, FromReader>(new URL("./reader-worker.ts", import.meta.url), forReader);
    return queuedStore(writer.secret, writes, new ReadQueue(reader.thread, storeWaiting));
  } catch (error) {
    await writes.close();
    throw error;
  }
}
