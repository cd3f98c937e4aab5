/** The composition root: the one place that names concrete stores, buses and dialects. */
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { openDiskBlobs } from "../blobs/disk/disk-blobs.ts";
import { createLocalBus } from "../bus/local/local-bus.ts";
import { createChat, type RunningChat } from "../core/chat.ts";
import type { Dialect } from "../dialects/contract.ts";
import { createHttp } from "../http/http.ts";
import type { Store } from "../ports/store.ts";
import type { Logger } from "../ports/telemetry.ts";
import { openSqliteStore } from "../store/sqlite/open.ts";
import { addressReader } from "../transport/address.ts";
import { textFrame } from "../transport/frames.ts";
import { createTransport } from "../transport/transport.ts";
import { type Served, urlHost } from "./announce.ts";
import type { Config } from "./config/read-config.ts";
import { createDialects, dialectRoutes, protocolsSpoken } from "./dialects.ts";
import { closeServer, listen, StartError } from "./listen.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { systemClock } from "./system-clock.ts";
import { version } from "./version.ts";

export interface RunningServer {
  readonly served: Served;
  /**
   * Stops accepting, finishes and answers what was accepted, flushes outboxes, closes sockets as `stopping`, closes the store.
   * Safe to call twice.
   */
  stop(): Promise<void>;
}

/** What stands before anything listens, and is closed in the reverse order. */
interface House {
  readonly store: Store;
  readonly chat: RunningChat;
  readonly metrics: Metrics;
  close(): Promise<void>;
}

/** Rejects with `StartError` or `StoreError` when it cannot start; nothing is left open then. */
export async function startServer(config: Config, log: Logger): Promise<RunningServer> {
  let publicUrl = config.publicUrl ?? "";
  const house = await openHouse(config, log, () => publicUrl);
  const { chat, metrics } = house;
  const dialects = createDialects((dialect) => ({
    chat,
    frame: textFrame,
    log: log.child({ dialect }),
    telemetry: metrics.telemetry,
  }));
  const urls = { main: "", roster: "" };
  const transport = createTransport({
    mounts: config.mounts.map((mount) => ({ ...mount, dialect: dialectNamed(dialects, mount.dialect) })),
    bounds: config.bounds,
    clock: systemClock,
    log: log.child({ floor: "transport" }),
    telemetry: metrics.telemetry,
    trustProxy: config.trustedProxies,
    limitsOn: config.limits,
  });
  const mountUrls = () =>
    config.mounts.flatMap(({ dialect, listener, path }) =>
      protocolsSpoken(dialect).map((protocol) => ({ dialect: protocol, url: `${urls[listener]}${path}` })),
    );
  const addressOf = addressReader(config.trustedProxies);
  const http = createHttp({
    chat,
    dialectRoutes: dialectRoutes({ chat, frame: textFrame, log, telemetry: metrics.telemetry }),
    publicUrl: () => publicUrl,
    mounts: config.mounts.flatMap(({ dialect, listener, path }) =>
      protocolsSpoken(dialect).map((protocol) => ({
        dialect: dialectNamed(dialects, protocol),
        url: () => `${urls[listener]}${path}`,
      })),
    ),
    metrics: metrics.render,
    ready: () => house.store.check(),
    addressOf: (request) => addressOf(request) ?? "",
    log: log.child({ floor: "http" }),
    version,
  });
  const servers = { main: http.server, roster: createServer(upgradeOnly) };
  transport.attach(servers.main, "main");
  transport.attach(servers.roster, "roster");

  const stop = once(async () => {
    await Promise.all([http.close(), closeServer(servers.roster), transport.drain()]);
    await house.close();
  });
  try {
    await http.ready();
    const ports = await listenAll(servers, config);
    const host = urlHost(config.host);
    urls.main = `ws://${host}:${ports.main}`;
    urls.roster = `ws://${host}:${ports.roster}`;
    if (config.publicUrl === null) publicUrl = `http://${host}:${ports.main}`;
    const served = { http: `http://${host}:${ports.main}`, mounts: mountUrls(), dataFolder: config.data, limits: config.limits };
    return { served, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function openHouse(config: Config, log: Logger, publicUrl: () => string): Promise<House> {
  const metrics = createMetrics();
  const { telemetry } = metrics;
  const store = await openSqliteStore({ folder: config.data, bounds: config.bounds, onBatch: telemetry.commit });
  try {
    const bus = createLocalBus();
    const chat = await createChat({
      store,
      bus,
      blobs: await openDiskBlobs({ folder: join(config.data, "files") }),
      clock: systemClock,
      bounds: config.bounds,
      limitsOn: config.limits,
      log: log.child({ floor: "core" }),
      telemetry,
      publicUrl,
      loungeAutoJoin: config.loungeAutoJoin,
    });
    const close = async (): Promise<void> => {
      await chat.close();
      await bus.close();
      await store.close();
    };
    return { store, chat, metrics, close };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function dialectNamed(dialects: ReadonlyMap<string, Dialect>, name: string): Dialect {
  const dialect = dialects.get(name);
  if (dialect !== undefined) return dialect;
  throw new StartError(`mounts: there is no dialect ${name}; there are: ${[...dialects.keys()].join(", ")}`);
}

async function listenAll(servers: { main: Server; roster: Server }, config: Config): Promise<{ main: number; roster: number }> {
  const { host } = config;
  return {
    main: await listen(servers.main, { host, port: config.port, setting: "port" }),
    roster: await listen(servers.roster, { host, port: config.rosterPort, setting: "roster-port" }),
  };
}

/** The second listener serves sockets only. */
function upgradeOnly(...[, response]: Parameters<NonNullable<Parameters<typeof createServer>[1]>>): void {
  const body = JSON.stringify({ error: "This port speaks WebSocket only", error_code: "UPGRADE_REQUIRED" });
  response.writeHead(426, { "content-type": "application/json", connection: "Upgrade, close", upgrade: "websocket" }).end(body);
}

function once(task: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => {
    running ??= task();
    return running;
  };
}
