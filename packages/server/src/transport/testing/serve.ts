import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { createLimits } from "../../core/limits.ts";
import { ManualClock } from "../../core/testing/manual-clock.ts";
import type { Admission, Conversation, Handling, Link, MountedDialect, Reply, Upgrade } from "../../dialects/contract.ts";
import { type Bounds, boundsWith } from "../../ports/bounds.ts";
import type { Logger, Telemetry } from "../../ports/telemetry.ts";
import { createTransport, type Transport } from "../transport.ts";

/** What a test makes of the frames of one connection. */
export interface TestTalk {
  opened?: (link: Link, upgrade: Upgrade) => void;
  receive?: (text: string, reply: Reply, link: Link) => Handling;
  closed?: (link: Link) => void;
  /** The dialect decides on upgrades: with null it lets in. */
  admit?: (upgrade: Upgrade) => Promise<Exclude<Admission, { isAdmitted: true }> | null>;
}

export interface ServeOptions extends TestTalk {
  bounds?: Partial<Bounds>;
  maxFrameBytes?: number;
  trustProxy?: readonly string[];
  limitsOn?: boolean;
  compression?: boolean;
  allowedOrigins?: readonly string[];
  publicUrl?: string;
  /** More paths for the same dialect. */
  alsoAt?: readonly string[];
}

const hidden = { kind: "hidden", why: "a test" } as const;

/** Adds up what it is told. */
export class CountingTelemetry implements Telemetry {
  opened = 0;
  closeCodes: number[] = [];
  delivered = 0;
  deflatedFrames = 0;
  heldBytes = 0;
  errors: string[] = [];
  connectionOpened(): void {
    this.opened += 1;
  }
  connectionClosed(_dialect: string, closeCode: number): void {
    this.closeCodes.push(closeCode);
  }
  deliveries(_dialect: string, count: number): void {
    this.delivered += count;
  }
  deflated(): void {
    this.deflatedFrames += 1;
  }
  outboxBytes(delta: number): void {
    this.heldBytes += delta;
  }
  error(code: string): void {
    this.errors.push(code);
  }
  command(): void {
    throw new Error("not for transport");
  }
  events(): void {
    throw new Error("not for transport");
  }
  commit(): void {
    throw new Error("not for transport");
  }
  busEvents(): void {
    throw new Error("not for transport");
  }
  busLost(): void {
    throw new Error("not for transport");
  }
  busUp(): void {
    throw new Error("not for transport");
  }
  tailRead(): void {
    throw new Error("not for transport");
  }
  unindexed(): void {
    throw new Error("not for transport");
  }
}

export interface LogLine {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly fields: object;
  readonly message: string;
}

class MemoryLog implements Logger {
  readonly lines: LogLine[] = [];
  debug(fields: object, message: string): void {
    this.lines.push({ level: "debug", fields, message });
  }
  info(fields: object, message: string): void {
    this.lines.push({ level: "info", fields, message });
  }
  warn(fields: object, message: string): void {
    this.lines.push({ level: "warn", fields, message });
  }
  error(fields: object, message: string): void {
    this.lines.push({ level: "error", fields, message });
  }
  child(): Logger {
    return this;
  }
}

/** A transport on a real HTTP server on loopback, with one dialect at `/talk` made of the test's own functions. */
export class TestServer {
  readonly clock = new ManualClock();
  readonly telemetry = new CountingTelemetry();
  readonly log = new MemoryLog();
  /** In the order in which the connections were opened. */
  readonly links: Link[] = [];
  /** The server's ends of all TCP connections, in order. */
  readonly sockets: Socket[] = [];
  readonly closedLinks: Link[] = [];
  /** Admissions that the dialect was told to abandon. */
  abandoned = 0;
  readonly transport: Transport;
  readonly #http: Server;

  private constructor(options: ServeOptions) {
    this.#http = createServer((_request, response) => response.writeHead(404).end());
    this.#http.on("connection", (socket) => this.sockets.push(socket));
    const dialect = this.#dialect(options);
    const paths = ["/talk", ...(options.alsoAt ?? [])];
    const { limitsOn = true } = options;
    const bounds = boundsWith(options.bounds);
    this.transport = createTransport({
      mounts: paths.map((path) => ({ listener: "main", path, dialect })),
      bounds,
      clock: this.clock,
      log: this.log,
      telemetry: this.telemetry,
      trustProxy: options.trustProxy ?? [],
      allowedOrigins: options.allowedOrigins ?? ["*"],
      publicUrl: options.publicUrl ?? null,
      limits: createLimits({ clock: this.clock, bounds, limitsOn }),
      limitsOn,
      compression: options.compression ?? false,
    });
    this.transport.attach(this.#http, "main");
  }

  static async start(options: ServeOptions = {}): Promise<TestServer> {
    const server = new TestServer(options);
    server.#http.listen(0, "127.0.0.1");
    await once(server.#http, "listening");
    return server;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/talk`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await this.transport.drain();
    this.#http.close();
    await once(this.#http, "close");
  }

  #dialect(options: ServeOptions): MountedDialect {
    const spoken = {
      name: "talk",
      maxFrameBytes: options.maxFrameBytes ?? 64 * 1024,
      contract: { title: "", description: "", version: "", messages: [] },
      fidelity: {
        posted: hidden,
        reaction_added: hidden,
        reaction_removed: hidden,
        member_joined: hidden,
        member_left: hidden,
        role_changed: hidden,
        room_changed: hidden,
        edited: hidden,
        deleted: hidden,
        pinned: hidden,
        unpinned: hidden,
        banned: hidden,
        unbanned: hidden,
      },
    };
    const open = (link: Link, upgrade: Upgrade): Conversation => {
      this.links.push(link);
      options.opened?.(link, upgrade);
      return {
        receive: (text, reply) => options.receive?.(text, reply, link),
        closed: () => {
          this.closedLinks.push(link);
          options.closed?.(link);
        },
      };
    };
    const { admit } = options;
    if (admit === undefined) return { ...spoken, open };
    const abandon = (): void => {
      this.abandoned += 1;
    };
    return {
      ...spoken,
      admit: async (upgrade) => (await admit(upgrade)) ?? { isAdmitted: true, open: (link) => open(link, upgrade), abandon },
    };
  }
}

/** Resolves in the first turn of the event loop in which `holds` does; rejects after `limitMs`. */
export async function until(holds: () => boolean, limitMs = 10_000): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!holds()) {
    if (performance.now() > endMs) throw new Error(`never came true: ${holds.toString()}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
