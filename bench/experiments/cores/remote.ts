/** The core's end: each connection whose socket is elsewhere, as the `Link` that a dialect holds. */
import type {
  CloseReason,
  Conversation,
  Dialect,
  Frame,
  Handling,
  Link,
  Reply,
} from "../../../packages/server/src/dialects/contract.ts";
import { Chain } from "../../../packages/server/src/transport/chain.ts";
import { Lane, type LaneContext, type LaneOwner } from "../../../packages/server/src/transport/lane.ts";
import { type Channel, type Opened, oncePerTurn, type ToCore, type ToSockets } from "./channel.ts";

/** The frames of one turn, shared by all connections wherever their sockets are, so that each buffer is put together once. */
export class Tree {
  root = Chain.root();
  readonly #all: Remote[] = [];
  readonly ended = oncePerTurn(() => {
    this.root = Chain.root();
    for (const remote of this.#all) remote.flush();
  });

  add(remote: Remote): void {
    this.#all.push(remote);
  }
}

interface Write {
  readonly bytes: Uint8Array;
  readonly isReplay: boolean;
  readonly links: number[];
}

/** One thread or process with sockets, as the core sees it. */
export class Remote {
  readonly tree: Tree;
  readonly lanes: LaneContext;
  readonly #channel: Channel<ToSockets, ToCore>;
  readonly #dialects: ReadonlyMap<string, Dialect>;
  readonly #connections = new Map<number, RemoteConnection>();
  #dirty: RemoteConnection[] = [];
  #writes: Write[] = [];
  #settled: number[] = [];
  #closes: { link: number; reason: CloseReason }[] = [];
  #answer: ((flushedAtNs: bigint) => void) | null = null;

  constructor(
    channel: Channel<ToSockets, ToCore>,
    at: { tree: Tree; lanes: LaneContext; dialects: ReadonlyMap<string, Dialect> },
  ) {
    this.#channel = channel;
    this.tree = at.tree;
    this.lanes = at.lanes;
    this.#dialects = at.dialects;
    at.tree.add(this);
    channel.listen((message) => this.#came(message));
  }

  flushedAtNs(): Promise<bigint> {
    this.#channel.post({ plan: new Int32Array(), bytes: new Uint8Array(), settled: [], closes: [], asks: true }, []);
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  dirty(connection: RemoteConnection): void {
    this.#dirty.push(connection);
    this.tree.ended();
  }

  write(write: Write): void {
    this.#writes.push(write);
    this.tree.ended();
  }

  settled(link: number): void {
    this.#settled.push(link);
    this.tree.ended();
  }

  close(link: number, reason: CloseReason): void {
    this.#closes.push({ link, reason });
    this.tree.ended();
  }

  flush(): void {
    // Connections that got the same frames end on the same node: one write for all of them.
    const groups = new Map<Chain, number[]>();
    for (const connection of this.#dirty) {
      const pending = connection.take();
      if (pending === null) continue;
      const links = groups.get(pending);
      if (links === undefined) groups.set(pending, [connection.link]);
      else links.push(connection.link);
    }
    this.#dirty = [];
    for (const [node, links] of groups) {
      for (const { bytes } of node.segments()) this.#writes.push({ bytes, isReplay: false, links });
    }
    if (this.#writes.length + this.#settled.length + this.#closes.length === 0) return;
    const { plan, bytes } = packed(this.#writes);
    this.#channel.post({ plan, bytes, settled: this.#settled, closes: this.#closes }, [plan.buffer, bytes.buffer]);
    this.#writes = [];
    this.#settled = [];
    this.#closes = [];
  }

  #came({ opened, links, texts, closed, flushedAtNs }: ToCore): void {
    for (const one of opened) this.#open(one);
    for (const [n, link] of links.entries()) this.#connections.get(link)?.receive(texts[n] ?? "");
    for (const link of closed) {
      this.#connections.get(link)?.closed();
      this.#connections.delete(link);
    }
    if (flushedAtNs !== undefined) this.#answer?.(flushedAtNs);
  }

  #open(opened: Opened): void {
    const dialect = this.#dialects.get(opened.dialect);
    if (dialect === undefined) throw new Error(`no dialect ${opened.dialect}`);
    this.#connections.set(opened.link, new RemoteConnection(this, opened, dialect));
  }
}

function packed(writes: readonly Write[]): { plan: Int32Array<ArrayBuffer>; bytes: Uint8Array<ArrayBuffer> } {
  let [size, numbers] = [0, 0];
  for (const write of writes) {
    size += write.bytes.length;
    numbers += 3 + write.links.length;
  }
  const plan = new Int32Array(numbers);
  const bytes = new Uint8Array(size);
  let [end, at] = [0, 0];
  for (const write of writes) {
    bytes.set(write.bytes, end);
    end += write.bytes.length;
    plan[at] = end;
    plan[at + 1] = write.isReplay ? 1 : 0;
    plan[at + 2] = write.links.length;
    plan.set(write.links, at + 3);
    at += 3 + write.links.length;
  }
  return { plan, bytes };
}

class RemoteConnection implements Link, LaneOwner {
  readonly id: string;
  readonly address: string;
  readonly link: number;
  readonly #remote: Remote;
  readonly #lane: Lane;
  readonly #conversation: Conversation;
  #pending: Chain | null = null;

  constructor(remote: Remote, { link, address, query }: Opened, dialect: Dialect) {
    this.id = `r${link}`;
    this.address = address;
    this.link = link;
    this.#remote = remote;
    this.#lane = new Lane(this, remote.lanes);
    this.#conversation = dialect.open(this, { token: null, headers: {}, query });
  }

  receive(text: string): void {
    this.#lane.receive(text, text.length, () => this.#remote.settled(this.link));
  }

  closed(): void {
    this.#lane.stop();
    this.#conversation.closed();
  }

  take(): Chain | null {
    const pending = this.#pending;
    this.#pending = null;
    return pending;
  }

  send(frame: Frame): void {
    this.#append(frame);
  }

  sendAll(frames: readonly Frame[]): void {
    this.#append(frames);
  }

  replay(frames: readonly Frame[]): void {
    for (const { bytes } of this.take()?.segments() ?? []) this.#remote.write({ bytes, isReplay: false, links: [this.link] });
    const bytes = Buffer.concat(frames.map((frame) => frame.bytes));
    if (bytes.length > 0) this.#remote.write({ bytes, isReplay: true, links: [this.link] });
  }

  close(reason: CloseReason): void {
    this.#remote.close(this.link, reason);
  }

  #append(frames: Frame | readonly Frame[]): void {
    if (this.#pending === null) this.#remote.dirty(this);
    this.#pending = (this.#pending ?? this.#remote.tree.root).append(frames);
  }

  handle(text: string, reply: Reply): Handling {
    return this.#conversation.receive(text, reply);
  }

  failed(): void {
    this.close("internal");
  }

  pauseReading(): void {
    // The lane at the socket, which sees the same frames and is told when each is handled, pauses by the same bounds.
  }

  resumeReading(): void {
    // As above.
  }

  deadline(): void {
    // Both dialects here trust at once.
  }

  trust(): void {
    // The sockets' end has done it.
  }
}
