/** What keeps and carries everything: SQLite and a function call for one process; PostgreSQL and Redis for several (shared-backend.ts). */
import { join } from "node:path";
import { openDiskBlobs } from "../blobs/disk/disk-blobs.ts";
import { createLocalBus } from "../bus/local/local-bus.ts";
import type { Blobs } from "../ports/blobs.ts";
import type { Bus } from "../ports/bus.ts";
import type { Store } from "../ports/store.ts";
import type { Logger, Telemetry } from "../ports/telemetry.ts";
import { addressOf, shownHost } from "../postgres/address.ts";
import { openSqliteStore } from "../store/sqlite/open.ts";
import type { Config } from "./config/read-config.ts";

export interface Backend {
  readonly store: Store;
  readonly bus: Bus;
  readonly blobs: Blobs;
  close(): Promise<void>;
}

export interface Watchers {
  readonly log: Logger;
  readonly telemetry: Telemetry;
}

/** With the address of a PostgreSQL. */
export type SharedConfig = Config & { readonly database: string };

/** For people: without the password. */
export function keptAt({ database, data }: Config): string {
  if (database === null) return data;
  const { hosts, database: name } = addressOf(database);
  return `PostgreSQL, database ${name} at ${hosts.map(shownHost).join(", ")}`;
}

/** Rejects with StoreError, or TypeError for an address that cannot be read; nothing is left open then. */
export function openBackend(config: Config, watchers: Watchers): Promise<Backend> {
  const { database } = config;
  return database === null ? openAlone(config, watchers) : openTogether({ ...config, database }, watchers);
}

/** Loaded only where it is needed: who chats over SQLite has no use for two more libraries in memory. */
async function openTogether(config: SharedConfig, watchers: Watchers): Promise<Backend> {
  const { openShared } = await import("./shared-backend.ts");
  return openShared(config, watchers);
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
