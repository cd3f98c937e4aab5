/** Composes the HTTP floor: every route, the rules all of them share, and the documents made from them. */
import type { IncomingMessage } from "node:http";
import { type FastifyInstance, fastify } from "fastify";
import type { Chat } from "../core/api.ts";
import { previewExtension } from "../core/file-links.ts";
import type { DialectRoute } from "../dialects/contract.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger } from "../ports/telemetry.ts";
import { exportRoute } from "./accounts/export.ts";
import { loginRoute } from "./accounts/login.ts";
import { logoutRoute } from "./accounts/logout.ts";
import { refreshRoute } from "./accounts/refresh.ts";
import { registerRoute } from "./accounts/register.ts";
import { userInfoRoutes } from "./accounts/user-info.ts";
import { allowOrigins } from "./cors.ts";
import { mountDocs } from "./docs/docs-routes.ts";
import type { DocumentedMount } from "./docs/protocols.ts";
import { errorHandler, newRequestId, refuseConnection } from "./errors.ts";
import type { UploadsUnderWay } from "./files/arriving.ts";
import { mountFiles } from "./files/file-route.ts";
import { mountUpload, uploadPath } from "./files/upload-route.ts";
import { acceptAnything, acceptJson } from "./json-body.ts";
import { mountRoute } from "./mount-route.ts";
import { handleOneByOne } from "./one-by-one.ts";
import { healthRoute } from "./operations/health.ts";
import { type Metrics, metricsRoute } from "./operations/metrics.ts";
import { readyRoute } from "./operations/ready.ts";
import { logRequests } from "./request-log.ts";
import { answerUnrouted } from "./unrouted.ts";
import { mountWeb } from "./web/web-routes.ts";

export interface HttpOptions {
  /** Its bounds are this floor's bounds. */
  readonly chat: Chat;
  readonly clock: Clock;
  readonly dialectRoutes: readonly DialectRoute[];
  /** What is served where on sockets; only for the documents. */
  readonly mounts: readonly DocumentedMount[];
  readonly metrics: Metrics;
  /** Rejects while the server cannot keep a message. */
  readonly ready: () => Promise<void>;
  /** Without a slash at the end; asked when a document is first read, as the port is known only once it is open. */
  readonly publicUrl: () => string;
  /** The client's address, the forwarded one behind a trusted proxy: the same as transport has it, as limits count by it. */
  readonly addressOf: (request: IncomingMessage) => string;
  /** Which requests with an `Upgrade` header are left to whoever listens for upgrades; the others are served as if they had none. */
  readonly isUpgrade: (request: IncomingMessage) => boolean;
  /** Pages of which origins may read answers; `*`: of any. */
  readonly allowedOrigins: readonly string[];
  /** The folder of the built web client; null for none. */
  readonly web: string | null;
  readonly log: Logger;
  readonly version: string;
}

/** The HTTP server, ready to listen; nothing listens yet, and upgrades are left to whoever attaches to `server`. */
export function createHttp(options: HttpOptions): FastifyInstance {
  const { chat, log, dialectRoutes } = options;
  const underWay: UploadsUnderWay = new WeakSet();
  const app = frame(options, underWay);
  const house = [
    {
      name: "accounts",
      routes: [registerRoute, loginRoute, refreshRoute, logoutRoute, userInfoRoutes, exportRoute].flatMap((make) => make(chat)),
    },
    { name: "operations", routes: [healthRoute(), readyRoute(options.ready, log), metricsRoute(options.metrics)] },
  ];
  app.register((scope, _options, done) => {
    acceptJson(scope, chat.bounds);
    for (const route of house.flatMap((group) => group.routes)) mountRoute(scope, route, options);
    mountFiles(scope, chat, log);
    mountWeb(scope, options.web);
    mountDocs(scope, { ...options, groups: [...house, { name: "protocols", routes: dialectRoutes }] });
    done();
  });
  app.register((scope, _options, done) => {
    acceptAnything(scope, chat.bounds);
    for (const route of dialectRoutes) mountRoute(scope, route, options);
    done();
  });
  app.register((scope, _options, done) => {
    mountUpload(scope, { ...options, underWay });
    done();
  });
  return app;
}

/** Bounds, request ids, headers, logging and errors: what holds for every request, whatever route takes it. */
function frame(options: HttpOptions, underWay: UploadsUnderWay): FastifyInstance {
  const { log, dialectRoutes, isUpgrade, allowedOrigins } = options;
  const { bounds } = options.chat;
  const handleError = errorHandler(log);
  const app = fastify({
    bodyLimit: bounds.httpBodyBytes,
    requestTimeout: bounds.httpRequestMs,
    keepAliveTimeout: bounds.httpStallMs,
    http: {
      shouldUpgradeCallback: isUpgrade,
      maxHeaderSize: bounds.httpHeaderBytes,
      headersTimeout: bounds.httpRequestMs,
      connectionsCheckingInterval: Math.ceil(bounds.httpRequestMs / 10),
    },
    // A character takes at most four bytes, and a byte three characters of a path.
    routerOptions: { maxParamLength: bounds.fileNameChars * 12 + previewExtension.length },
    requestIdHeader: false,
    genReqId: newRequestId,
    // Requests that come while stopping are served like any others, by a core that says itself what it can still do.
    return503OnClosing: false,
    frameworkErrors: handleError,
    clientErrorHandler: (error, socket) => refuseConnection(error, socket, (one) => underWay.has(one)),
  });
  // Not from the connection's beginning, where `httpRequestMs` is shorter: a socket that was given a timeout before it was upgraded keeps it,
  // stopped, for life, and each write renews it in vain (bench/LOG.md).
  app.server.on("request", ({ socket }: IncomingMessage) => socket.setTimeout(bounds.httpStallMs));
  continueWhenWanted(app);
  app.setErrorHandler(handleError);
  logRequests(app, log);
  handleOneByOne(app, bounds.httpPipelined);
  app.addHook("onRequest", async (request, reply) => {
    reply.headers({ "x-request-id": request.id, "x-content-type-options": "nosniff", "cache-control": "no-store" });
  });
  allowOrigins(app, allowedOrigins);
  answerUnrouted(app, dialectRoutes, log);
  return app;
}

/**
 * A client that asks first (`Expect: 100-continue`, RFC 9110, 10.1.1) is told to go on only when its body is wanted: whoever is refused
 * by then has sent nothing in vain. Uploads say so themselves.
 */
function continueWhenWanted(app: FastifyInstance): void {
  app.server.on("checkContinue", (request, response) => app.server.emit("request", request, response));
  app.addHook("preParsing", async (request, reply) => {
    if (request.headers.expect !== undefined && request.routeOptions.url !== uploadPath) reply.raw.writeContinue();
  });
}
