/** The sockets' end: the house's own transport, with a dialect that hands every text on and writes what it is told. A worker thread or a process. */
import type { EventEmitter } from "node:events";
import { createServer } from "node:http";
import { parentPort, workerData } from "node:worker_threads";
import type { Conversation, Dialect, Link, Upgrade } from "../../../packages/server/src/dialects/contract.ts";
import { type Channel, type Opened, oncePerTurn, type ToCore, type ToSockets } from "./channel.ts";
import { hidden, mounts, quietTransport } from "./quiet.ts";

class Relay {
  readonly #channel: Channel<ToCore, ToSockets>;
  readonly #links = new Map<number, Link>();
  /** Of each link, what to call when its oldest texts are handled. */
  readonly #underWay = new Map<number, (() => void)[]>();
  #numbered = 0;
  #opened: Opened[] = [];
  #from: number[] = [];
  #texts: string[] = [];
  #closed: number[] = [];
  readonly #ended = oncePerTurn(() => this.#post());
  flushedAtNs = 0n;

  constructor(channel: Channel<ToCore, ToSockets>) {
    this.#channel = channel;
    channel.listen((message) => this.#came(message));
  }

  dialect(name: string): Dialect {
    const contract = { title: "", description: "", version: "", messages: [] };
    return { name, maxFrameBytes: 65_536, contract, fidelity: hidden, open: (link, upgrade) => this.#open(name, link, upgrade) };
  }

  #open(dialect: string, link: Link, { query }: Upgrade): Conversation {
    const number = this.#numbered++;
    const underWay: (() => void)[] = [];
    this.#links.set(number, link);
    this.#underWay.set(number, underWay);
    this.#opened.push({ link: number, dialect, address: link.address, query });
    this.#ended();
    link.trust();
    return {
      receive: (text) => {
        this.#from.push(number);
        this.#texts.push(text);
        this.#ended();
        return new Promise((resolve) => underWay.push(resolve));
      },
      closed: () => {
        this.#links.delete(number);
        this.#underWay.delete(number);
        this.#closed.push(number);
        this.#ended();
      },
    };
  }

  #post(): void {
    const message = { opened: this.#opened, links: this.#from, texts: this.#texts, closed: this.#closed };
    this.#opened = [];
    this.#from = [];
    this.#texts = [];
    this.#closed = [];
    this.#channel.post(message, []);
  }

  #came({ plan, bytes, settled, closes, asks }: ToSockets): void {
    let begin = 0;
    for (let at = 0; at < plan.length; ) {
      const [end = 0, isReplay = 0, count = 0] = plan.subarray(at, at + 3);
      const frame = { bytes: bytes.subarray(begin, end) };
      at += 3;
      for (const last = at + count; at < last; at++) {
        const link = this.#links.get(plan[at] ?? -1);
        if (isReplay === 1) link?.replay([frame]);
        else link?.send(frame);
      }
      begin = end;
    }
    for (const link of settled) this.#underWay.get(link)?.shift()?.();
    for (const { link, reason } of closes) this.#links.get(link)?.close(reason);
    if (asks) this.#channel.post({ opened: [], links: [], texts: [], closed: [], flushedAtNs: this.flushedAtNs }, []);
  }
}

function channelToCore(): Channel<ToCore, ToSockets> {
  if (parentPort !== null) {
    const port = parentPort;
    return {
      post: (message, transfer) => port.postMessage(message, [...transfer]),
      listen: (listener) => port.on("message", listener),
    };
  }
  for (const event of ["disconnect", "error"]) process.on(event, () => process.exit());
  const messages: EventEmitter = process;
  return {
    post: (message) => void process.send?.(message),
    listen: (listener) => messages.on("message", listener),
  };
}

const relay = new Relay(channelToCore());
const flushed = (): void => {
  relay.flushedAtNs = process.hrtime.bigint();
};
const server = createServer();
quietTransport(
  mounts.map(({ path, dialect }) => ({ path, dialect: relay.dialect(dialect) })),
  flushed,
).attach(server, "main");
const port: unknown = parentPort === null ? process.argv[2] : workerData;
server.listen({ port: Number(port), host: "127.0.0.1", reusePort: true, backlog: 511 }, () => {
  // "Listening" is the first message; the core takes it before it listens for others.
  if (parentPort === null) process.send?.("listening");
  else parentPort.postMessage("listening");
});
