import type { Bounds } from "../../ports/bounds.ts";
import type { Clock } from "../../ports/clock.ts";
import type { BeatSignal, ChangeSignal, NodeItem, PageSignal } from "../../ports/nodes.ts";
import type { Logger } from "../../ports/telemetry.ts";
import { type Missing, Peer } from "./peer.ts";

interface PeersOptions {
  readonly clock: Clock;
  readonly bounds: Pick<Bounds, "nodeLeaseMs" | "nodesKnown" | "presenceGraceMs">;
  readonly log: Logger;
  readonly put: (nodeId: string, item: NodeItem) => void;
  readonly ask: (nodeId: string, missing: Missing) => void;
  /** A node was heard of for the first time, or is gone. */
  readonly changed: (change: "came" | "went") => void;
}

/** The other nodes that are alive, as far as this one can know. */
export class Peers {
  readonly #options: PeersOptions;
  readonly #all = new Map<string, Peer>();
  /** Of nodes that took leave. */
  readonly #cancelDrops = new Set<() => void>();

  constructor(options: PeersOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#all.size;
  }

  get ids(): Iterable<string> {
    return this.#all.keys();
  }

  /** Whatever a node says shows that it is alive. False for one too many, which is not listened to. */
  heard(signal: { readonly nodeId: string; readonly kind: string }): boolean {
    const { clock, bounds, log, put, changed } = this.#options;
    const { nodeId } = signal;
    const known = this.#all.get(nodeId);
    const now = clock.monotonicMs();
    if (known !== undefined) {
      // A late beat of one that stopped keeps nobody alive.
      if (signal.kind !== "beat") known.heardAtMs = now;
      return true;
    }
    if (this.#all.size >= bounds.nodesKnown) return false;
    this.#all.set(nodeId, new Peer(nodeId, now, (item) => put(nodeId, item)));
    log.info({ node: nodeId, nodes: this.#all.size + 1 }, "another node is there");
    changed("came");
    return true;
  }

  beat({ nodeId, count, version, isLeaving }: BeatSignal): void {
    const peer = this.#all.get(nodeId);
    if (peer === undefined || !peer.beat(count, version)) return;
    peer.heardAtMs = this.#options.clock.monotonicMs();
    if (isLeaving) this.#dropSoon(peer);
    else this.#askIfNeeded(peer);
  }

  change(signal: ChangeSignal): void {
    this.#with(signal, (peer) => peer.change(signal));
  }

  page(signal: PageSignal): void {
    this.#with(signal, (peer) => peer.page(signal));
  }

  /** This process stood still for so long: nobody can be blamed for not being heard meanwhile. */
  forgive(silentMs: number): void {
    for (const peer of this.#all.values()) peer.heardAtMs += silentMs;
  }

  /** Regularly: ends the leases of those that were not heard, and asks again for what did not come. */
  look(): void {
    const { clock, bounds } = this.#options;
    const now = clock.monotonicMs();
    for (const peer of [...this.#all.values()]) {
      if (now - peer.heardAtMs > bounds.nodeLeaseMs) {
        this.#drop(peer, "not heard any more");
        continue;
      }
      peer.look();
      this.#askIfNeeded(peer);
    }
  }

  close(): void {
    for (const cancel of this.#cancelDrops) cancel();
  }

  /** Its users are coming to other nodes. */
  #dropSoon(peer: Peer): void {
    const { clock, bounds } = this.#options;
    const cancel = clock.after(bounds.presenceGraceMs, () => {
      this.#cancelDrops.delete(cancel);
      this.#drop(peer, "stopped");
    });
    this.#cancelDrops.add(cancel);
  }

  #with({ nodeId }: { readonly nodeId: string }, tell: (peer: Peer) => void): void {
    const peer = this.#all.get(nodeId);
    if (peer === undefined) return;
    tell(peer);
    this.#askIfNeeded(peer);
  }

  #askIfNeeded(peer: Peer): void {
    const { missing } = peer;
    if (missing === null || peer.isAsked) return;
    peer.isAsked = true;
    this.#options.ask(peer.id, missing);
  }

  #drop(peer: Peer, why: string): void {
    if (this.#all.get(peer.id) !== peer) return;
    this.#all.delete(peer.id);
    this.#options.log.info({ node: peer.id, nodes: this.#all.size + 1, why }, "a node is gone");
    peer.end();
    this.#options.changed("went");
  }
}
