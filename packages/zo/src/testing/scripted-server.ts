import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

/** A WebSocket server that does what its script says, for a client that is to meet bad servers. */
export class ScriptedServer implements AsyncDisposable {
  readonly #server: WebSocketServer;
  readonly url: string;
  readonly queries: string[] = [];
  readonly frames: string[] = [];
  #wake: (() => void) | undefined;

  private constructor(server: WebSocketServer, script: (socket: WebSocket, frame: string) => void) {
    this.#server = server;
    this.url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    server.on("connection", (socket, request) => {
      this.queries.push(request.url ?? "");
      socket.on("message", (data) => {
        this.frames.push(data.toString());
        script(socket, data.toString());
        this.#wake?.();
      });
      this.#wake?.();
    });
  }

  static async start(script: (socket: WebSocket, frame: string) => void = () => undefined): Promise<ScriptedServer> {
    const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
    await once(server, "listening");
    return new ScriptedServer(server, script);
  }

  get sockets(): readonly WebSocket[] {
    return [...this.#server.clients];
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Answers `zo.hello`, as a server of this protocol does. */
export function greet(socket: WebSocket, frame: string): void {
  if (frame.includes("zo.hello")) socket.send('{"type":"zo.hello","payload":{"version":1,"clientId":"x"}}');
}
