/** A network on paper between SDK clients and a hub: what is on its way arrives when the test says so, or never. */
import type { OutFrame, Peer } from "@parlance/zo";
import type { WebSocketClass } from "@parlance/zo/client";
import type { World } from "./world.ts";

export class PaperNet {
  readonly world: World;
  readonly lines = new Set<PaperLine>();
  /** Frames to clients that are lost on the way. */
  swallows: (frame: string) => boolean = () => false;
  /** Connections fail while it is false. */
  isUp = true;

  constructor(world: World) {
    this.world = world;
  }

  /** What a client is given as its WebSocket. */
  socketClass(name: string): WebSocketClass {
    const net = this;
    return class extends PaperLine {
      constructor(url: string) {
        super(net, name, url);
      }
    };
  }

  linesOf(name: string): readonly PaperLine[] {
    return [...this.lines].filter((line) => line.name === name);
  }

  /** All frames under way arrive, and those that follow from them, until nothing moves. */
  async settle(): Promise<void> {
    for (let idle = 0; idle < 3; idle++) {
      await turn();
      for (const line of this.lines) if (line.deliver(Number.POSITIVE_INFINITY) > 0) idle = -1;
    }
  }

  /** All connections go, without a word. */
  cut(name?: string, code = 1006, reason = ""): void {
    for (const line of this.lines) if (name === undefined || line.name === name) line.cut(code, reason);
  }
}

/** Lets all that waits for nothing but its turn go on. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** One connection; as a WebSocket to the client. */
class PaperLine {
  readonly name: string;
  readonly #net: PaperNet;
  readonly #toServer: string[] = [];
  readonly #toClient: string[] = [];
  #peer: Peer | undefined;
  readyState = 0;
  onopen: ((event: object) => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;
  onerror: ((event: object) => void) | null = null;

  constructor(net: PaperNet, name: string, url: string) {
    this.#net = net;
    this.name = name;
    net.lines.add(this);
    void this.#open(new URL(url).search.slice(1));
  }

  send(data: string): void {
    if (this.readyState === 1) this.#toServer.push(data);
  }

  close(): void {
    this.cut(1000);
  }

  /** Delivers up to `count` frames each way; gives how many it were. */
  deliver(count: number): number {
    const [up, down] = [this.#toServer.splice(0, count), this.#toClient.splice(0, count)];
    for (const frame of up) this.#peer?.message(frame);
    for (const data of down) if (!this.#net.swallows(data)) this.onmessage?.({ data });
    return up.length + down.length;
  }

  /** The client is no more: nobody there hears of anything. */
  vanish(): void {
    this.onclose = null;
    this.onmessage = null;
    this.cut(1006);
  }

  /** What the client said arrives, what was said to it does not. */
  lastWords(): void {
    for (const frame of this.#toServer.splice(0)) this.#peer?.message(frame);
  }

  cut(code: number, reason = ""): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.#net.lines.delete(this);
    this.#peer?.closed();
    this.onclose?.({ code, reason });
  }

  async #open(query: string): Promise<void> {
    await Promise.resolve();
    const { isUp, world } = this.#net;
    const admission = isUp ? await world.hub.admit({ headers: {}, query }) : undefined;
    if (admission?.isAdmitted !== true || this.readyState !== 0) return this.cut(1006);
    this.#peer = admission.open({
      send: (frame: OutFrame) => void (this.readyState === 1 && this.#toClient.push(frame.text)),
      unsentBytes: 0,
      ping: () => undefined,
      close: (code, reason) => this.cut(code, reason),
      terminate: () => this.cut(1006),
    });
    this.readyState = 1;
    this.onopen?.({});
  }
}
