/** For tests: a way to PostgreSQL that is cut at a chosen message, in a chosen direction. */
import { once } from "node:events";
import { createServer, type Server, Socket } from "node:net";

/** Which message goes no further: counted from 1 over all connections, in the direction it goes. It and what comes after it are lost. */
export interface Cut {
  readonly from: "client" | "server";
  readonly message: number;
}

/** The messages of the protocol in what was received so far (https://www.postgresql.org/docs/current/protocol-message-formats.html), as their ends. */
class Messages {
  #rest = Buffer.alloc(0);
  #isFirst: boolean;

  /** The first message of a client has no type. */
  constructor(isFromClient: boolean) {
    this.#isFirst = isFromClient;
  }

  take(chunk: Buffer): Buffer[] {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    const whole: Buffer[] = [];
    for (;;) {
      const before = this.#isFirst ? 0 : 1;
      if (this.#rest.length < before + 4) return whole;
      const end = before + this.#rest.readInt32BE(before);
      if (this.#rest.length < end) return whole;
      whole.push(this.#rest.subarray(0, end));
      this.#rest = this.#rest.subarray(end);
      this.#isFirst = false;
    }
  }
}

export class CuttingProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #targetPort: number;
  readonly #sockets = new Set<Socket>();
  #counts = { client: 0, server: 0 };
  #cuts: readonly Cut[] = [];
  #staysDown = false;
  #isDown = false;
  /** How often something was cut. */
  cuts = 0;

  private constructor(server: Server, targetPort: number) {
    this.#server = server;
    this.#targetPort = targetPort;
    server.on("connection", (socket) => this.#accept(socket));
  }

  static async open(targetPort: number): Promise<CuttingProxy> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    return new CuttingProxy(server, targetPort);
  }

  /** The same database by this way. */
  url(direct: string): string {
    const url = new URL(direct);
    const address = this.#server.address();
    url.port = String(typeof address === "object" ? address?.port : "");
    return url.href;
  }

  /** Counts anew from here. */
  cutAt(...cuts: readonly Cut[]): void {
    this.#counts = { client: 0, server: 0 };
    this.#cuts = cuts;
    this.#staysDown = false;
  }

  /** As `cutAt`; from then on it is `down`. */
  breakAt(cut: Cut): void {
    this.cutAt(cut);
    this.#staysDown = true;
  }

  /** Messages since `cutAt`, in each direction. */
  get counts(): Readonly<Record<Cut["from"], number>> {
    return this.#counts;
  }

  /** No connection lives and none is made, until `up`. */
  down(except?: Socket): void {
    this.#isDown = true;
    // What had passed before the cut arrives.
    for (const socket of this.#sockets) if (socket !== except) socket.destroy();
  }

  up(): void {
    this.#isDown = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.down();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: Socket): void {
    const server = new Socket();
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => undefined);
      socket.on("close", () => this.#sockets.delete(socket));
    }
    if (this.#isDown) {
      client.destroy();
      return;
    }
    server.connect(this.#targetPort, "127.0.0.1");
    this.#pass(client, server, "client");
    this.#pass(server, client, "server");
  }

  #pass(source: Socket, target: Socket, from: Cut["from"]): void {
    const messages = new Messages(from === "client");
    source.on("data", (chunk: Buffer) => {
      for (const message of messages.take(chunk)) {
        this.#counts[from] += 1;
        if (this.#cuts.some((cut) => cut.from === from && cut.message === this.#counts[from])) {
          this.cuts += 1;
          source.destroy();
          target.destroySoon();
          if (this.#staysDown) this.down(target);
          return;
        }
        target.write(message);
      }
    });
    source.on("close", () => target.destroySoon());
  }
}
