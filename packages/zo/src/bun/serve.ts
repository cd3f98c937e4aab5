import type { ServerSend } from "../contract/infer.ts";
import type { Router } from "../contract/router.ts";
import type { Routes } from "../contract/routes.ts";
import { Hub, type HubOptions } from "../server/hub.ts";
import type { Admission, Refusal } from "../server/port.ts";
import { Turn } from "../server/turn.ts";
import type { NativeHandlers, NativeServer, NativeSocket } from "./native.ts";
import { BunSocket } from "./socket.ts";

export type ServeOptions = HubOptions;

/** Both halves of a server for `Bun.serve`, to be given to the same one. */
export interface BunServer<R> {
  /** Answers upgrades; other requests with 426. As `fetch`, or as the handler of one of the `routes`. */
  readonly fetch: (request: Request, server: NativeServer) => Promise<Response | undefined>;
  readonly websocket: NativeHandlers;
  /** `ctx.send`, from outside of handlers. */
  readonly send: ServerSend<R>;
  readonly hub: Hub<R>;
  /** Closes all connections; their clients reconnect elsewhere. Bun's server is its owner's to stop. */
  close(): Promise<void>;
}

/** What is known of a socket between its upgrade and its end; Bun carries it as `data`. */
class Upgrade {
  readonly admission: Admission;
  socket: BunSocket | undefined;

  constructor(admission: Admission) {
    this.admission = admission;
  }
}

/** Serves a router with Bun's native sockets: `const { fetch, websocket } = serve(appRouter); Bun.serve({ fetch, websocket })`. */
export function serve<R extends Routes>(router: Router<R>, options: ServeOptions = {}): BunServer<R> {
  const hub = new Hub<R>(router, options);
  return {
    hub,
    send: hub.send,
    websocket: handlers(hub),
    close: () => hub.close(),
    fetch: async (request, server) => {
      if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
        return answer({ status: 426, body: { error: "Upgrade Required" } }, { upgrade: "websocket" });
      }
      const decided = await hub.admit({ headers: Object.fromEntries(request.headers), query: queryOf(request.url) });
      if (!decided.isAdmitted) return answer(decided);
      const upgrade = new Upgrade(decided);
      if (server.upgrade(request, { data: upgrade })) return undefined;
      // The client went while onConnect ran, or sent half a handshake.
      decided.abandon();
      return answer({ status: 400, body: { error: "Bad Request" } });
    },
  };
}

function handlers(hub: Pick<Hub<unknown>, "bounds">): NativeHandlers {
  const turn = new Turn();
  const { frameBytes } = hub.bounds;
  return {
    perMessageDeflate: false,
    maxPayloadLength: frameBytes,
    // The hub bounds what is unsent, pings, and finds the dead: Bun is to do none of it.
    backpressureLimit: 0,
    closeOnBackpressureLimit: false,
    sendPings: false,
    idleTimeout: 0,
    open(native) {
      const { data } = native;
      if (!(data instanceof Upgrade)) return native.terminate();
      data.socket = new BunSocket(native, turn);
      data.socket.listen(data.admission.open(data.socket));
    },
    message: (native, message) => socketOf(native)?.message(message),
    drain: (native) => socketOf(native)?.drained(),
    ping: (native) => socketOf(native)?.alive(),
    pong: (native) => socketOf(native)?.alive(),
    close: (native) => socketOf(native)?.closed(),
  };
}

function socketOf({ data }: NativeSocket): BunSocket | undefined {
  return data instanceof Upgrade ? data.socket : undefined;
}

function answer({ status, body }: Pick<Refusal, "status" | "body">, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers });
}

function queryOf(url: string): string {
  const at = url.indexOf("?");
  return at === -1 ? "" : url.slice(at + 1);
}
