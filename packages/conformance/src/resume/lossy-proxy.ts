/**
 * A bad network between WebSocket clients and a server: connections are refused, slow, cut, and go silent in one or both directions
 * while they look alive; what an old connection still carries may reach the server after its successor was made. Like TCP it never
 * loses a part of what it goes on carrying.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocket, WebSocketServer } from "ws";
import { type End, type Passer, Wire } from "./wire.ts";

/** How bad it is. Chances are from 0 to 1, each connection draws its own fate. */
export interface Weather {
  /** That a connection is refused. */
  readonly refusing: number;
  /** That a connection comes to one of the ends below; the others live until the weather changes. */
  readonly ending: number;
  readonly ends: readonly End[];
  /** Greatest age at which it does. */
  readonly endsWithinMs: number;
  /** Greatest delay of a frame on its way. */
  readonly delayMs: number;
}

export const calm: Weather = { refusing: 0, ending: 0, ends: [], endsWithinMs: 0, delayMs: 0 };

/** Changes what passes by on the connection that was made with `request`, or swallows it: for planting faults. */
export type Tamper = (frame: string, from: "client" | "server", request: string) => readonly string[];

export interface LossyProxyOptions {
  /** Where connections go, without path and query: those of the client are kept. */
  readonly target: string;
  readonly random: () => number;
  readonly weather: Weather;
  readonly tamper?: Tamper;
  /** Sees what clients are sent, after it was tampered with. `request`: path and query. */
  readonly tap?: (frame: string, request: string) => void;
}

const handshakeTimeoutMs = 5_000;
const maxFrameBytes = 64 * 1024 * 1024;

export class LossyProxy implements AsyncDisposable {
  /** How often each thing happened, to show that something did. */
  readonly counts: Record<"connected" | "refused" | End, number> = {
    connected: 0,
    refused: 0,
    cut: 0,
    black_hole: 0,
    deaf: 0,
    mute: 0,
    linger: 0,
  };
  readonly url: string;
  readonly #server: Server;
  readonly #options: LossyProxyOptions;
  readonly #accepting = new WebSocketServer({
    noServer: true,
    autoPong: false,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
  });
  readonly #wires = new Set<Wire>();
  #weather: Weather;
  #target: string;

  private constructor(server: Server, options: LossyProxyOptions) {
    this.#server = server;
    this.#options = options;
    this.#weather = options.weather;
    this.#target = options.target;
    this.url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("upgrade", (request, socket, head) => {
      socket.on("error", () => socket.destroy());
      void this.#accept(request, socket, head);
    });
  }

  static async open(options: LossyProxyOptions): Promise<LossyProxy> {
    const server = createServer((_, response) => response.writeHead(426).end());
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new LossyProxy(server, options);
  }

  /** Where connections go from now on: the server was started anew. */
  set target(target: string) {
    this.#target = target;
  }

  /** For connections from now on; those there are live as they were to, but `clear` ends what is silent. */
  set weather(weather: Weather) {
    this.#weather = weather;
  }

  /** From now on nothing goes wrong, and what had gone silent is cut. */
  clear(): void {
    this.#weather = calm;
    for (const wire of this.#wires) wire.clear();
  }

  /** A change of network: every connection is gone at once, without a word to anybody. */
  cutAll(): void {
    for (const wire of this.#wires) wire.end("cut");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cutAll();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #accept(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const { random } = this.#options;
    const weather = this.#weather;
    if (random() < weather.refusing) {
      this.counts.refused++;
      socket.destroy();
      return;
    }
    const end = random() < weather.ending ? weather.ends[Math.floor(random() * weather.ends.length)] : undefined;
    const endsAfterMs = random() * weather.endsWithinMs;
    const upstream = await connected(`${this.#target}${request.url ?? ""}`, request, socket);
    if (upstream === null) return;
    this.#accepting.handleUpgrade(request, socket, head, (downstream) => {
      this.counts.connected++;
      const pass = this.#passer(request.url ?? "");
      const wire = new Wire({ downstream, upstream, random, delayMs: weather.delayMs, pass });
      this.#wires.add(wire);
      upstream.resume();
      const timer = end === undefined ? undefined : setTimeout(() => this.#end(wire, end), endsAfterMs);
      void wire.gone.then(() => {
        clearTimeout(timer);
        this.#wires.delete(wire);
      });
    });
  }

  #passer(request: string): Passer {
    const { tamper, tap } = this.#options;
    return (frame, from) => {
      const frames = tamper?.(frame, from, request) ?? [frame];
      if (from === "server") for (const one of frames) tap?.(one, request);
      return frames;
    };
  }

  #end(wire: Wire, end: End): void {
    this.counts[end]++;
    wire.end(end);
  }
}

/** Null when the server refused: then the client was told so in its words. */
function connected(url: string, { headers }: IncomingMessage, client: Duplex): Promise<WebSocket | null> {
  const { authorization } = headers;
  const upstream = new WebSocket(url, {
    autoPong: false,
    perMessageDeflate: false,
    maxPayload: maxFrameBytes,
    handshakeTimeout: handshakeTimeoutMs,
    ...(authorization === undefined ? {} : { headers: { authorization } }),
  });
  return new Promise((resolve) => {
    upstream.once("open", () => {
      // What comes at once must wait until there is somebody to pass it on.
      upstream.pause();
      resolve(upstream);
    });
    upstream.once("unexpected-response", (_, { statusCode }) => {
      client.end(`HTTP/1.1 ${statusCode} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      upstream.terminate();
      resolve(null);
    });
    upstream.on("error", () => {
      if (upstream.readyState !== WebSocket.OPEN) client.destroy();
      resolve(null);
    });
  });
}
