/** The composition root: puts stores, buses (backend.ts) and dialects together. */
import type { Server } from "node:http";
import { resolve } from "node:path";
import type { FastifyInstance } from "fastify";
import { createChat, type RunningChat } from "../core/chat.ts";
import type { DialectContext, MountedDialect } from "../dialects/contract.ts";
import { createHttp } from "../http/http.ts";
import { isBuilt } from "../http/web/web-routes.ts";
import { openSharpImages } from "../images/sharp/sharp-images.ts";
import type { Store } from "../ports/store.ts";
import type { Logger } from "../ports/telemetry.ts";
import { addressReader } from "../transport/address.ts";
import { textFrame } from "../transport/frames.ts";
import { createTransport, type Transport } from "../transport/transport.ts";
import { asksForWebSocket } from "../transport/upgrade.ts";
import { type Served, urlHost } from "./announce.ts";
import { keptAt, openBackend } from "./backend.ts";
import type { Config } from "./config/read-config.ts";
import type { MountSpec } from "./config/settings.ts";
import { createDialects, dialectRoutes, protocolsSpoken } from "./dialects.ts";
import { closeServer, listen, StartError } from "./listen.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { type Requests, watchRequests } from "./requests.ts";
import { systemClock } from "./system-clock.ts";
import { createUpgradeOnly } from "./upgrade-only.ts";
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
  const place: Place = { publicUrl: config.publicUrl ?? "", main: "", roster: "" };
  const house = await openHouse(config, log, () => place.publicUrl);
  let doors: Doors | null = null;
  const stop = once(async () => {
    if (doors !== null) await shut(doors, config.bounds.httpStopMs);
    await house.close();
  });
  try {
    doors = makeDoors({ config, log, house, place });
    await doors.http.ready();
    await open(doors, { config, place, log });
    const served = {
      http: `http:${place.main.slice("ws:".length)}`,
      page: config.web !== null && isBuilt(config.web) ? `${place.publicUrl}/` : null,
      mounts: config.mounts.flatMap((mount) =>
        protocolsSpoken(mount.dialect).map((dialect) => ({ dialect, url: urlOf(mount, place) })),
      ),
      data: keptAt(config),
      limits: config.limits,
    };
    return { served, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where the server is reached: known only once its ports are open. Without slashes at the end. */
interface Place {
  publicUrl: string;
  main: string;
  roster: string;
}

/** What listens. */
interface Doors {
  readonly http: FastifyInstance;
  readonly roster: Server;
  readonly transport: Transport;
  /** Of both servers. */
  readonly requests: readonly Requests[];
}

const urlOf = ({ listener, path }: MountSpec, place: Place): string => `${place[listener]}${path}`;

function makeDoors({ config, log, house, place }: { config: Config; log: Logger; house: House; place: Place }): Doors {
  const { chat, metrics, store } = house;
  const contextOf = (dialect: string): DialectContext => ({
    chat,
    clock: systemClock,
    frame: textFrame,
    log: log.child({ dialect }),
    telemetry: metrics.telemetry,
  });
  const dialects = createDialects(contextOf);
  const addressOf = addressReader(config.trustedProxies);
  const http = createHttp({
    chat,
    clock: systemClock,
    dialectRoutes: dialectRoutes(contextOf),
    publicUrl: () => place.publicUrl,
    mounts: config.mounts.flatMap((mount) =>
      protocolsSpoken(mount.dialect).map((dialect) => ({
        dialect: dialectNamed(dialects, dialect),
        listener: mount.listener,
        path: mount.path,
        url: () => urlOf(mount, place),
      })),
    ),
    metrics: metrics.render,
    ready: () => store.check(),
    addressOf: (request) => addressOf(request) ?? "",
    isUpgrade: asksForWebSocket,
    allowedOrigins: config.allowedOrigins,
    web: config.web === null ? null : resolve(config.web),
    log: log.child({ floor: "http" }),
    version,
  });
  const transport = createTransport({
    mounts: config.mounts.map((mount) => ({ ...mount, dialect: dialectNamed(dialects, mount.dialect) })),
    bounds: config.bounds,
    clock: systemClock,
    log: log.child({ floor: "transport" }),
    telemetry: metrics.telemetry,
    trustProxy: config.trustedProxies,
    allowedOrigins: config.allowedOrigins,
    publicUrl: config.publicUrl,
    limits: chat.limits,
    limitsOn: config.limits,
    compression: config.compression,
  });
  const roster = createUpgradeOnly(config.bounds);
  transport.attach(http.server, "main");
  transport.attach(roster, "roster");
  return { http, roster, transport, requests: [http.server, roster].map(watchRequests) };
}

async function open({ http, roster }: Doors, on: { config: Config; place: Place; log: Logger }): Promise<void> {
  const { config, place } = on;
  const { host } = config;
  const name = urlHost(host);
  const missed = (err: Error): void => on.log.warn({ err }, "a connection could not be accepted");
  const mainPort = await listen(http.server, { host, port: config.port, setting: "port", missed });
  place.main = `ws://${name}:${mainPort}`;
  if (config.publicUrl === null) place.publicUrl = `http://${name}:${mainPort}`;
  place.roster = `ws://${name}:${await listen(roster, { host, port: config.rosterPort, setting: "roster-port", missed })}`;
}

async function shut({ http, roster, transport, requests }: Doors, graceMs: number): Promise<void> {
  const closed = Promise.all([http.close(), closeServer(roster), transport.drain()]);
  for (const one of requests) one.finish(systemClock, graceMs);
  await closed;
}

async function openHouse(config: Config, log: Logger, publicUrl: () => string): Promise<House> {
  const metrics = createMetrics();
  const { telemetry } = metrics;
  const { bounds } = config;
  const backend = await openBackend(config, { log, telemetry });
  const { store, bus, blobs } = backend;
  try {
    const chat = await createChat({
      store,
      bus,
      blobs,
      images: await openSharpImages({
        maxPixels: bounds.imagePixels,
        maxAvifPixels: bounds.avifPixels,
        previewPixels: bounds.previewPixels,
        log: log.child({ floor: "images" }),
      }),
      fileTypes: config.fileTypes,
      clock: systemClock,
      bounds,
      limitsOn: config.limits,
      log: log.child({ floor: "core" }),
      telemetry,
      publicUrl,
      loungeAutoJoin: config.loungeAutoJoin,
    });
    await chat.server.appoint(config.admins);
    const close = async (): Promise<void> => {
      await chat.close();
      await backend.close();
    };
    return { store, chat, metrics, close };
  } catch (error) {
    await backend.close();
    throw error;
  }
}

function dialectNamed(dialects: ReadonlyMap<string, MountedDialect>, name: string): MountedDialect {
  const dialect = dialects.get(name);
  if (dialect !== undefined) return dialect;
  throw new StartError(`mounts: there is no dialect ${name}; there are: ${[...dialects.keys()].join(", ")}`);
}

function once(task: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => {
    running ??= task();
    return running;
  };
}
