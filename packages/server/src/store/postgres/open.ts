import { setTimeout as delay } from "node:timers/promises";
import type { Bounds } from "../../ports/bounds.ts";
import type { MovementStore } from "../../ports/movements.ts";
import type { Store } from "../../ports/store.ts";
import { StoreError, type StoreErrorCode } from "../../ports/store.ts";
import type { Address } from "../../postgres/address.ts";
import { addressOf } from "../../postgres/address.ts";
import { isOurMistake } from "../../postgres/failures.ts";
import { messageOf } from "../failure.ts";
import { queuedStore } from "../queued-store.ts";
import { Thread } from "../thread.ts";
import type { FromWriter, ToWriter } from "../write-queue.ts";
import { WriteQueue } from "../write-queue.ts";
import { migrate } from "./migrate.ts";
import type { Migration } from "./migrations/list.ts";
import { released } from "./migrations/list.ts";
import { Movements } from "./movements.ts";
import { PooledReads } from "./pooled-reads.ts";
import { ReadPool } from "./read-pool.ts";
import { bringSearchUpToDate } from "./search-renewal.ts";
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
  /** What the program knows, for tests. */
  readonly migrations?: readonly Migration[];
}

/**
async function upToDate(
  address: Address,
  bounds: PostgresStoreOptions["bounds"],
  migrations: readonly Migration[],
): Promise<Buffer> {
  const { databaseConnectMs, databaseStartMs, databaseRetryGapMs } = bounds;
  const untilMs = performance.now() + databaseStartMs;
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store & MovementStore> {
  const { url, bounds, onBatch, migrations = released } = options;
  const address = checkedAddress(url);
  const secret = await upToDate(address, bounds, migrations);
  const entry = new URL("./writer-worker.ts", import.meta.url);
  const { thread } = await Thread.start<ToWriter, FromWriter>(entry, {
    url,
    bounds,
    known: migrations.length,
  } satisfies WriterData);
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

const passing: ReadonlySet<string> = new Set(["unavailable", "busy"] satisfies StoreErrorCode[]);

/** Answers the secret. */
async function upToDate(
  address: Address,
  bounds: PostgresStoreOptions["bounds"],
  migrations: readonly Migration[],
): Promise<Buffer> {
  const { databaseConnectMs, databaseStartMs, databaseRetryGapMs } = bounds;
  const untilMs = performance.now() + databaseStartMs;
  for (;;) {
    try {
      const session = await Session.open({ address, name: "parlance start", connectMs: databaseConnectMs });
      try {
        const secret = await migrate(session, { migrations, waitMs: databaseStartMs });
        await bringSearchUpToDate(session, migrations.length);
        return secret;
      } finally {
        await session.close();
      }
    } catch (error) {
      if (isOurMistake(error)) throw new StoreError("failed", messageOf(error), { cause: error });
      const isWorthAnother = error instanceof StoreError && passing.has(error.code) && performance.now() < untilMs;
      if (!isWorthAnother) throw error;
      await delay(databaseRetryGapMs);
    }
  }
}
