import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type ServerOptions, WebSocketServer } from "ws";
import type { ServerSend } from "../contract/infer.ts";
import type { Router } from "../contract/router.ts";
import type { Routes } from "../contract/routes.ts";
import { newIncident, reportToConsole, safely } from "../server/failure.ts";
import { Hub, type HubOptions } from "../server/hub.ts";
import { Turn } from "../server/turn.ts";
import { asksForWebSocket, refuse } from "./refuse.ts";
import { NodeSocket } from "./socket.ts";

export interface ServeOptions extends HubOptions {
  /** The only path that is served; any path unless told. */
  readonly path?: string;
  /**
   * What becomes of upgrades for other paths: `refuse` (unless told) answers 404; `leave` is for servers with other listeners of
   * `upgrade`, one of which must answer, or the socket stays open for ever.
   */
  readonly otherPaths?: "refuse" | "leave";
}

export interface NodeServer<in out R> {
  /** Listener for a server's `upgrade` event, of `http`, `https`, Express or Fastify. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** `ctx.send`, from outside of handlers. */
  readonly send: ServerSend<R>;
  readonly hub: Hub<R>;
  /** Closes all connections; their clients reconnect elsewhere. The HTTP server is its owner's to close. */
  close(): Promise<void>;
}

/** Serves a router on the HTTP server of your choice: `server.on("upgrade", serve(appRouter).upgrade)`. */
export function serve<R extends Routes>(router: Router<R>, options: ServeOptions = {}): NodeServer<R> {
  const hub = new Hub<R>(router, options);
  const report = safely(options.onError ?? reportToConsole);
  const turn = new Turn();
  const settings: ServerOptions & { readonly closeTimeout: number } = {
    noServer: true,
    clientTracking: false,
    // Frames are written beside `ws` to the same socket: safe as long as it compresses nothing.
    perMessageDeflate: false,
    maxPayload: hub.bounds.frameBytes,
    maxFragments: hub.bounds.frameFragments,
    // For what `ws` closes by itself, like a frame over the bound; no timer waits for ever.
    closeTimeout: Math.min(hub.bounds.closeGraceMs, 2 ** 31 - 1),
  };
  const sockets = new WebSocketServer(settings);
  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    if (!asksForWebSocket(request)) return refuse(socket, { status: 426, body: { error: "Upgrade Required" } });
    const { query } = targetOf(request);
    const decided = await hub.admit({ headers: request.headers, query });
    if (!decided.isAdmitted) return refuse(socket, decided);
    if (socket.destroyed) return decided.abandon();
    socket.once("close", decided.abandon);
    try {
      sockets.handleUpgrade(request, socket, head, (ws) => {
        socket.off("close", decided.abandon);
        const peerSocket = new NodeSocket(ws, socket, turn);
        peerSocket.listen(decided.open(peerSocket));
      });
    } catch (error) {
      // Another listener of `upgrade` has taken it: the socket is not ours to close.
      socket.off("close", decided.abandon);
      decided.abandon();
      report(error, { clientId: decided.clientId, incident: newIncident() });
    }
  };
  return {
    hub,
    send: hub.send,
    upgrade: (request, socket, head) => {
      const isElsewhere = options.path !== undefined && targetOf(request).path !== options.path;
      if (isElsewhere && options.otherPaths === "leave") return;
      // A reset while onConnect runs is no news: `close` follows.
      socket.on("error", () => socket.destroy());
      if (isElsewhere) return refuse(socket, { status: 404, body: { error: "Not Found" } });
      void upgrade(request, socket, head);
    },
    close: () => hub.close(),
  };
}

function targetOf({ url = "/" }: IncomingMessage): { path: string; query: string } {
  const at = url.indexOf("?");
  return at === -1 ? { path: url, query: "" } : { path: url.slice(0, at), query: url.slice(at + 1) };
}
