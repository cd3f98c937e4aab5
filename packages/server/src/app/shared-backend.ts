/** What several nodes keep everything in, and tell each other by. */
import { createHmac } from "node:crypto";
import { openPostgresBlobs } from "../blobs/postgres/postgres-blobs.ts";
import { createPostgresBus } from "../bus/postgres/postgres-bus.ts";
import { PostgresLink } from "../bus/postgres/postgres-link.ts";
import { createRedisBus } from "../bus/redis/redis-bus.ts";
import { openTailedBus } from "../bus/tailed/tailed-bus.ts";
import type { RemoteBus } from "../ports/bus.ts";
import { openPostgresStore } from "../store/postgres/open.ts";
import type { Backend, SharedConfig, Watchers } from "./backend.ts";
import { systemClock } from "./system-clock.ts";

/** Rejects as `openBackend`. */
export async function openShared(config: SharedConfig, { log, telemetry }: Watchers): Promise<Backend> {
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

function innerBus({ redis }: SharedConfig, { link, namespace, watched }: Inner): RemoteBus {
  return redis === null ? createPostgresBus({ link, ...watched }) : createRedisBus({ url: redis, namespace, ...watched });
}

/** Deployments that share a Redis by mistake do not hear of each other: each database has a name of its own there, which tells nothing of its secret. */
function namespaceOf(secret: Buffer): string {
  return createHmac("sha256", secret).update("redis namespace").digest("hex").slice(0, 16);
}
