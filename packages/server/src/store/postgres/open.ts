import { setTimeout as delay } from "node:timers/promises";
import type { Bounds } from "../../ports/bounds.ts";
import type { MovementStore } from "../../ports/movements.ts";
import type { Store } from "../../ports/store.ts";
import { StoreError } from "../../ports/store.ts";
import { messageOf } from "../failure.ts";
import { queuedStore } from "../queued-store.ts";
import { Thread } from "../thread.ts";
import type { FromWriter, ToWriter } from "../write-queue.ts";
import { WriteQueue } from "../write-queue.ts";
import type { Address } from "./address.ts";
import { addressOf } from "./address.ts";
import { isOurMistake } from "./failures.ts";
import { aloneIn } from "./fence.ts";
import { migrate } from "./migrate.ts";
import { Movements } from "./movements.ts";
import { PooledReads } from "./pooled-reads.ts";
import { ReadPool } from "./read-pool.ts";
import { renewSearch } from "./search-renewal.ts";
import { SearchUpkeep } from "./search-upkeep.ts";
import { Session } from "./session.ts";
import type { WriterData } from "./writer-worker.ts";

type UsedBounds =
  | "storeWaiting"
  | "storeBatch"
  | "storeBusyMs"
  | "databaseConnections"
  | "databaseConnectMs"
  | "databaseStartMs"
  | "databaseRetryMs"
  | "databaseRetryGapMs"
  | "databaseReadMs"
  | "databaseBatchMs"
  | "databaseHoldMs"
  | "databaseWriterMs"
  | "searchSortedAtOnce";

export interface PostgresStoreOptions {
  /** As in address.ts. Several nodes may have one database open. */
  readonly url: string;
  readonly bounds: Pick<Bounds, UsedBounds>;
  /** Told of each transaction after its commit. */
  readonly onBatch?: (size: number, durationMs: number) => void;
}

/**
 * Opens the store kept in a database of PostgreSQL, whose tables are made if there are none; waits up to `databaseStartMs` for a server that is not there yet.
 * Rejects with StoreError: `unavailable`, `read_only`, `full`, `newer`, `damaged`, `failed`.
 */
export async function openPostgresStore({ url, bounds, onBatch }: PostgresStoreOptions): Promise<Store & MovementStore> {
  const address = checkedAddress(url);
  const secret = await upToDate(address, bounds);
  const entry = new URL("./writer-worker.ts", import.meta.url);
  const { thread } = await Thread.start<ToWriter, FromWriter>(entry, { url, bounds } satisfies WriterData);
  const { storeWaiting, storeBatch, databaseConnectMs, databaseConnections, databaseReadMs } = bounds;
  const pool = new ReadPool({
    session: { address, name: "parlance reader", connectMs: databaseConnectMs },
    connections: databaseConnections,
    waiting: storeWaiting,
    readMs: databaseReadMs,
  });
  const upkeep = new SearchUpkeep(pool, bounds);
  const told = (size: number, durationMs: number): void => {
    upkeep.entered(size);
    onBatch?.(size, durationMs);
  };
  const writes = new WriteQueue(thread, { storeWaiting, storeBatch, onBatch: told });
  const movements = new Movements(pool);
  return {
    ...queuedStore(secret, writes, new PooledReads(pool)),
    lastEventId: () => movements.lastEventId(),
    movementsAfter: (afterId, limit) => movements.movementsAfter(afterId, limit),
  };
}

function checkedAddress(url: string): Address {
  try {
    return addressOf(url);
  } catch (error) {
    throw new StoreError("failed", messageOf(error), { cause: error });
  }
}

/** Answers the secret. */
async function upToDate(address: Address, bounds: PostgresStoreOptions["bounds"]): Promise<Buffer> {
  const { databaseConnectMs, databaseStartMs, databaseRetryGapMs } = bounds;
  const untilMs = performance.now() + databaseStartMs;
  for (;;) {
    try {
      const session = await Session.open({ address, name: "parlance start", connectMs: databaseConnectMs });
      try {
        const secret = await migrate(session);
        await renewSearch(aloneIn(session));
        return secret;
      } finally {
        await session.close();
      }
    } catch (error) {
      if (isOurMistake(error)) throw new StoreError("failed", messageOf(error), { cause: error });
      const isWorthAnother = error instanceof StoreError && error.code === "unavailable" && performance.now() < untilMs;
      if (!isWorthAnother) throw error;
      await delay(databaseRetryGapMs);
    }
  }
}
