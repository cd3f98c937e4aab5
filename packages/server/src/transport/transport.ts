import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer, type Server as WsServer } from "ws";
import type { Limits } from "../core/api.ts";
import type { CloseReason, Conversation, Link, MountedDialect, Spoken } from "../dialects/contract.ts";
import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { Logger, Telemetry } from "../ports/telemetry.ts";
import { addressReader, proxyTrust } from "./address.ts";
import { Admissions } from "./admissions.ts";
import { ChatSocket } from "./chat-socket.ts";
import { Connection, type ConnectionContext } from "./connection.ts";
import { Deflater } from "./deflater.ts";
import { Heartbeat } from "./heartbeat.ts";
import { Places } from "./places.ts";
import { refusals, refuse } from "./refusal.ts";
import { SocketCount } from "./socket-count.ts";
import { Turn } from "./turn.ts";
import { type Accept, type Admitted, Gate, mountPath } from "./upgrade.ts";

/** Where a dialect is served. */
export interface Mount {
  /** The name under which the HTTP server was or will be attached. */
  readonly listener: string;
  /** The whole path, matched exactly; a slash at the end makes no difference. */
  readonly path: string;
  readonly dialect: MountedDialect;
}

export interface TransportOptions {
  readonly mounts: readonly Mount[];
  readonly bounds: Bounds;
  readonly clock: Clock;
  readonly log: Logger;
  readonly telemetry: Telemetry;
  /** Proxies whose `X-Forwarded-For` is believed; see `addressReader`. */
  readonly trustProxy: readonly string[];
  /** Pages of which origins may connect (`https://chat.example`); `*`: of any. */
  readonly allowedOrigins: readonly string[];
  /** How browsers reach this server, whose own pages always may connect; null when it is reached directly. */
  readonly publicUrl: string | null;
  readonly limits: Pick<Limits, "take">;
  /** False lifts `framesPerMinute` and what is counted per address (`connectionsPerAddress`, `socketsPerAddress`, `largeFramesPerAddress`), nothing else. */
  readonly limitsOn: boolean;
  /** Clients that ask for permessage-deflate (RFC 7692) get it. */
  readonly compression: boolean;
}

export interface Transport {
  /** Serves the mounts of `listener` on `server`: from now on every upgrade request of it is answered, and all its sockets are counted here. */
  attach(server: Server, listener: string): void;
  /** Upgrade requests are answered 503 from now on. */
  stopAccepting(): void;
  /**
   * Stops accepting and reading, lets the commands under way finish, writes what is unsent, closes everything as `stopping`.
   * Resolves when all sockets are gone: `closeGraceMs` after the last command at the latest. Commands are not timed out here.
   */
  drain(): Promise<void>;
  /** Closes every connection now, without waiting for commands. */
  closeAll(reason: CloseReason): void;
  readonly connectionCount: number;
}

/** Throws when two mounts share a listener and a path, or `trustProxy` is malformed. */
export function createTransport(options: TransportOptions): Transport {
  return new SocketTransport(options);
}

/** For the two kinds of connections of one mount. */
interface Contexts {
  readonly plain: ConnectionContext;
  readonly compressed: ConnectionContext;
}

class SocketTransport implements Transport {
  readonly #gate: Gate;
  readonly #sockets: SocketCount | null;
  readonly #admissions: Admissions;
  readonly #connections = new Set<Connection>();
  readonly #heartbeat: Heartbeat;
  /** By listener, then by path. */
  readonly #mounts = new Map<string, Map<string, Accept>>();
  #onEmpty: (() => void) | null = null;
  #drained: Promise<void> | null = null;

  constructor(options: TransportOptions) {
    const { bounds, clock, limitsOn, log, telemetry } = options;
    this.#gate = new Gate({ ...options, addressOf: addressReader(options.trustProxy) });
    const isProxy = proxyTrust(options.trustProxy);
    this.#sockets = limitsOn ? new SocketCount({ max: bounds.socketsPerAddress, isProxy }) : null;
    this.#admissions = new Admissions({ bounds, clock, log, telemetry });
    this.#heartbeat = new Heartbeat(this.#connections, clock, bounds);
    const turn = new Turn(telemetry);
    const deflater = new Deflater(bounds, telemetry);
    const [plain, deflated] = [turn.tree(null), turn.tree((frame) => deflater.of(frame))];
    const places = new Places(bounds, limitsOn);
    for (const { listener, path, dialect } of options.mounts) {
      const paths = this.#mounts.get(listener) ?? new Map<string, Accept>();
      if (paths.has(mountPath(path))) throw new Error(`two mounts at ${listener} ${path}`);
      const gone = (connection: Connection): void => this.#forget(connection);
      const tally = turn.tally(dialect.name);
      const shared = { dialect, bounds, clock, limitsOn, log, telemetry, turn, tally, places, gone };
      const contexts = {
        plain: { ...shared, tree: plain, isCompressed: false },
        compressed: { ...shared, tree: deflated, isCompressed: true },
      };
      paths.set(mountPath(path), this.#acceptFor(dialect, contexts));
      this.#mounts.set(listener, paths);
    }
  }

  get connectionCount(): number {
    return this.#connections.size;
  }

  attach(server: Server, listener: string): void {
    const mounts = this.#mounts.get(listener) ?? new Map<string, Accept>();
    server.on("connection", (socket: Socket) => this.#sockets?.admit(socket));
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#gate.receive(request, socket, { head, mounts });
    });
  }

  stopAccepting(): void {
    this.#gate.stop();
    this.#admissions.stop();
  }

  drain(): Promise<void> {
    this.#drained ??= this.#drain();
    return this.#drained;
  }

  closeAll(reason: CloseReason): void {
    for (const connection of this.#connections) connection.close(reason);
  }

  async #drain(): Promise<void> {
    this.stopAccepting();
    for (const connection of this.#connections) connection.finish();
    await new Promise<void>((resolve) => {
      if (this.#connections.size === 0) resolve();
      else this.#onEmpty = resolve;
    });
    this.#heartbeat.stop();
  }

  #acceptFor(dialect: MountedDialect, contexts: Contexts): Accept {
    const server = webSocketServer(dialect, contexts.plain.bounds);
    /** Of the handshake that is being answered, all of it in one call. */
    let extensions: string | null = null;
    server.on("headers", (headers) => {
      if (extensions !== null) headers.push(`Sec-WebSocket-Extensions: ${extensions}`);
    });
    /** False when the handshake failed, which is answered. */
    const connect = (admitted: Admitted, start: (link: Link) => Conversation): boolean => {
      const { request, socket, head, address } = admitted;
      const context = admitted.extensions === null ? contexts.plain : contexts.compressed;
      let isOpen = false;
      extensions = admitted.extensions;
      server.handleUpgrade(request, socket, head, (ws) => {
        isOpen = true;
        const connection = new Connection(ws, { socket, address }, context);
        this.#connections.add(connection);
        connection.open(start);
      });
      if (!isOpen) this.#gate.left(address);
      return isOpen;
    };
    return (admitted) => {
      const { address, socket, upgrade } = admitted;
      this.#gate.entered(address);
      if ("open" in dialect) {
        connect(admitted, (link) => dialect.open(link, upgrade));
        return;
      }
      this.#admissions.decide(socket, {
        admission: () => dialect.admit(upgrade),
        admitted: (open) => connect(admitted, open),
        refused: () => this.#gate.left(address),
      });
    };
  }

  #forget(connection: Connection): void {
    this.#connections.delete(connection);
    this.#gate.left(connection.address);
    if (this.#connections.size === 0) this.#onEmpty?.();
  }
}

/** One per mount, for the handshake and for parsing: the limits of a dialect are options of the server. */
function webSocketServer(dialect: Spoken, bounds: Bounds): WsServer<typeof ChatSocket> {
  const options = {
    noServer: true,
    WebSocket: ChatSocket,
    clientTracking: false,
    // What is negotiated we answer, inflate and deflate ourselves (deflate-offer.ts).
    perMessageDeflate: false,
    skipUTF8Validation: false,
    // All frames of a read in one go; the lane holds back what must wait.
    allowSynchronousEvents: true,
    // Answered by ws itself, up to 60 unsent answers; who pings on without reading them is cut.
    autoPong: true,
    maxPayload: dialect.maxFrameBytes,
    maxFragments: bounds.frameFragments,
    // A whole frame may come in as many reads as it has packets (512 bytes and more), or in fragments of their own.
    maxBufferedChunks: bounds.frameFragments + Math.ceil(dialect.maxFrameBytes / 512),
    // Our own cut, on our clock, comes first; this one is for the ways out of which ws tells nobody.
    closeTimeout: 2 * bounds.closeGraceMs,
  };
  const server = new WebSocketServer<typeof ChatSocket>(options);
  // With a listener for it, ws leaves the answer to a malformed handshake to us.
  server.on("wsClientError", (_error: Error, socket: Duplex) => refuse(socket, refusals.malformed));
  return server;
}
