/** Nodes of Parlance over a PostgreSQL and a Redis of the bench's own, on the disk of this repository. */
import { PostgresServer } from "../../packages/conformance/src/services/postgres.ts";
import { RedisServer } from "../../packages/conformance/src/services/redis.ts";
import { boundsWith } from "../../packages/server/src/ports/bounds.ts";
import type { Store } from "../../packages/server/src/ports/store.ts";
import { openPostgresStore } from "../../packages/server/src/store/postgres/open.ts";
import { type Parlance, root, startParlance } from "./parlance.ts";

/** As somebody would set it up who reads docs/OPERATIONS.md: durable, and with memory for what is measured. */
const settings = { shared_buffers: "512MB", max_wal_size: "4GB", checkpoint_timeout: "15min" };

export interface Backend extends AsyncDisposable {
  readonly postgres: PostgresServer;
  /** Null: nodes wake each other by the database alone. */
  readonly redis: RedisServer | null;
  /** A database nobody has used. */
  newDatabase(): Promise<string>;
}

export async function startBackend({ hasRedis = true }: { readonly hasRedis?: boolean } = {}): Promise<Backend> {
  const postgres = await PostgresServer.start({ isDurable: true, within: root, settings });
  try {
    const redis = hasRedis ? await RedisServer.start() : null;
    return {
      postgres,
      redis,
      newDatabase: () => postgres.newDatabase(),
      async [Symbol.asyncDispose]() {
        await redis?.stop();
        await postgres.stop();
      },
    };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

export const openSeedIn = (url: string): Promise<Store> => openPostgresStore({ url, bounds: boundsWith() });

/** All on the cores that servers have, as one machine would be. */
export async function startNodes(backend: Backend, database: string, count: number): Promise<Nodes> {
  const flags = ["--database", database, ...(backend.redis === null ? [] : ["--redis", backend.redis.url])];
  const nodes: Parlance[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node[Symbol.asyncDispose]()));
  };
  try {
    while (nodes.length < count) nodes.push(await startParlance({ flags, serverCores: 2 }));
  } catch (error) {
    await stop();
    throw error;
  }
  return { nodes, [Symbol.asyncDispose]: stop };
}

export interface Nodes extends AsyncDisposable {
  readonly nodes: readonly Parlance[];
}
