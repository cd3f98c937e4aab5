/** A TCP proxy of 127.0.0.1 that a test can break: between a node and its database or Redis, or between clients and a node. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/**
 * `open`: what comes goes on. `cut`: every connection is ended, new ones are too. `stalled`: nothing passes and nothing ends, as when
 * packets are dropped. `slow`: everything comes later by so many milliseconds.
 */
export type LinkState =
  | { readonly is: "open" }
  | { readonly is: "cut" }
  | { readonly is: "stalled" }
  | { readonly is: "slow"; readonly delayMs: number };

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
}

export class Link implements AsyncDisposable {
  readonly port: number;
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  /** Accepted while nothing passed. */
  readonly #waiting = new Set<Socket>();
  #target: number;
  #state: LinkState = { is: "open" };

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.#target = target;
    this.port = (server.address() as AddressInfo).port;
    server.on("connection", (near) => this.#accept(near));
  }

  /** To this port of 127.0.0.1. */
  static async open(target: number): Promise<Link> {
    const server = createServer({ noDelay: true });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Link(server, target);
  }

  /** New connections go there from now on; those there are stay. */
  set target(port: number) {
    this.#target = port;
  }

  set state(state: LinkState) {
    this.#state = state;
    if (state.is === "cut") this.cutAll();
    for (const { near, far } of this.#pairs) {
      for (const socket of [near, far]) {
        if (state.is === "stalled") socket.pause();
        else socket.resume();
      }
    }
    if (state.is === "stalled") return;
    for (const near of this.#waiting) this.#connect(near);
    this.#waiting.clear();
  }

  /** Every connection is ended, without a word. */
  cutAll(): void {
    for (const { near, far } of this.#pairs) for (const socket of [near, far]) socket.destroy();
    for (const near of this.#waiting) near.destroy();
    this.#waiting.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.state = { is: "cut" };
    this.#server.close();
    await once(this.#server, "close");
  }

  #accept(near: Socket): void {
    near.on("error", () => near.destroy());
    if (this.#state.is === "cut") near.destroy();
    else if (this.#state.is === "stalled") {
      near.pause();
      this.#waiting.add(near);
      near.once("close", () => this.#waiting.delete(near));
    } else this.#connect(near);
  }

  #connect(near: Socket): void {
    const far = connect({ host: "127.0.0.1", port: this.#target, noDelay: true });
    const pair: Pair = { near, far };
    this.#pairs.add(pair);
    far.on("error", () => near.destroy());
    near.on("error", () => far.destroy());
    this.#pass(near, far);
    this.#pass(far, near);
    const gone = (): void => void this.#pairs.delete(pair);
    near.once("close", gone);
    far.once("close", () => near.destroy());
    near.once("close", () => far.destroy());
    near.resume();
  }

  /** In order, however much the delay changes on the way; who reads slowly slows down who writes. */
  #pass(from: Socket, to: Socket): void {
    const waiting: { readonly dueMs: number; readonly act: () => void }[] = [];
    let dueMs = 0;
    const pump = (): void => {
      for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
        const waitMs = next.dueMs - performance.now();
        if (waitMs > 0) {
          setTimeout(pump, Math.ceil(waitMs));
          return;
        }
        next.act();
        waiting.shift();
      }
    };
    const later = (act: () => void): void => {
      const delayMs = this.#state.is === "slow" ? this.#state.delayMs : 0;
      dueMs = Math.max(dueMs, performance.now() + delayMs);
      waiting.push({ dueMs, act });
      if (waiting.length === 1) pump();
    };
    from.on("data", (chunk: Buffer) => {
      later(() => {
        if (to.destroyed || to.write(chunk)) return;
        from.pause();
        to.once("drain", () => {
          if (this.#state.is !== "stalled") from.resume();
        });
      });
    });
    from.on("end", () => later(() => to.end()));
  }
}
