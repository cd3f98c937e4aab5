/** What keeps and carries everything, and the one place that names it: SQLite and a function call for one process, PostgreSQL and Redis for several. */
import { createHmac } from "node:crypto";
import { join } from "node:path";
import { openDiskBlobs } from "../blobs/disk/disk-blobs.ts";
import { openPostgresBlobs } from "../blobs/postgres/postgres-blobs.ts";
import { createLocalBus } from "../bus/local/local-bus.ts";
import { createPostgresBus } from "../bus/postgres/postgres-bus.ts";
import { PostgresLink } from "../bus/postgres/postgres-link.ts";
import { createRedisBus } from "../bus/redis/redis-bus.ts";
import { openTailedBus } from "../bus/tailed/tailed-bus.ts";
import type { Blobs } from "../ports/blobs.ts";
import type { Bus, RemoteBus } from "../ports/bus.ts";
import type { Store } from "../ports/store.ts";
import type { Logger, Telemetry } from "../ports/telemetry.ts";
import { addressOf, shownHost } from "../postgres/address.ts";
import { openPostgresStore } from "../store/postgres/open.ts";
import { openSqliteStore } from "../store/sqlite/open.ts";
import type { Config } from "./config/read-config.ts";
import { systemClock } from "./system-clock.ts";

export interface Backend {
  readonly store: Store;
  readonly bus: Bus;
  readonly blobs: Blobs;
  close(): Promise<void>;
}

interface Watchers {
  readonly log: Logger;
  readonly telemetry: Telemetry;
}

/** For people: without the password. */
export function keptAt({ database, data }: Config): string {
  if (database === null) return data;
  const { hosts, database: name } = addressOf(database);
  return `PostgreSQL, database ${name} at ${hosts.map(shownHost).join(", ")}`;
}

/** Rejects with StoreError, or TypeError for an address that cannot be read; nothing is left open then. */
export function openBackend(config: Config, watchers: Watchers): Promise<Backend> {
  const { database } = config;
  return database === null ? openAlone(config, watchers) : openShared({ ...config, database }, watchers);
}

async function openAlone(config: Config, { telemetry }: Watchers): Promise<Backend> {
  const { bounds } = config;
  await using opened = new AsyncDisposableStack();
  const store = await openSqliteStore({
    folder: config.data,
    bounds,
    onBatch: telemetry.commit,
    onIndexed: telemetry.unindexed,
  });
  opened.defer(() => store.close());
  const bus = createLocalBus();
  opened.defer(() => bus.close());
  const blobs = await openDiskBlobs({ folder: join(config.data, "files"), reserveBytes: bounds.diskReserveBytes });
  const closing = opened.move();
  return { store, bus, blobs, close: () => closing.disposeAsync() };
}

async function openShared(config: Config & { readonly database: string }, { log, telemetry }: Watchers): Promise<Backend> {
  const { database: url, bounds } = config;
  await using opened = new AsyncDisposableStack();
  const store = await openPostgresStore({ url, bounds, onBatch: telemetry.commit });
  opened.defer(() => store.close());
  const blobs = await openPostgresBlobs({ url, bounds });
  opened.defer(() => blobs.close());
  const watched = { clock: systemClock, bounds, log: log.child({ floor: "bus" }), telemetry };
  const link = new PostgresLink({ url, ...watched });
  opened.defer(() => link.close());
  const inner = innerBus(config, { link, watched, namespace: namespaceOf(store.secret) });
  opened.defer(() => inner.close());
  const bus = await openTailedBus({ inner, store, onCommit: link.onCommit, ...watched });
  opened.defer(() => bus.close());
  const closing = opened.move();
  return { store, bus, blobs, close: () => closing.disposeAsync() };
}

interface Inner {
  readonly link: PostgresLink;
  readonly namespace: string;
  readonly watched: Pick<Parameters<typeof createRedisBus>[0], "clock" | "bounds" | "log" | "telemetry">;
}

function innerBus({ redis }: Config, { link, namespace, watched }: Inner): RemoteBus {
  return redis === null ? createPostgresBus({ link, ...watched }) : createRedisBus({ url: redis, namespace, ...watched });
}

/** Deployments that share a Redis by mistake do not hear of each other: each database has a name of its own there, which tells nothing of its secret. */
function namespaceOf(secret: Buffer): string {
  return createHmac("sha256", secret).update("redis namespace").digest("hex").slice(0, 16);
}
