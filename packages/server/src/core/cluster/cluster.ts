/** This node among those that serve the same store: what it tells them, and what it knows of them. */
import type { Bounds } from "../../ports/bounds.ts";
import type { Bus } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { NodeItem, NodeNews, NodeSignal } from "../../ports/nodes.ts";
import { isShared, type RateName } from "../../ports/shared-rates.ts";
import type { Signal } from "../../ports/signals.ts";
import type { Logger } from "../../ports/telemetry.ts";
import { type Duty, FirstNodeDuty } from "./duty.ts";
import { Elsewhere } from "./elsewhere.ts";
import type { ItemKey } from "./items.ts";
import { packed } from "./items.ts";
import { Peers } from "./peers.ts";
import { isRateName, UntoldRates } from "./rates.ts";
import { type ItemSource, Said } from "./said.ts";

/** Who is told of what is heard. */
export interface ClusterListeners {
  /** What others say of a user, or of a name, may have changed. */
  readonly itemChanged: (item: NodeItem) => void;
  readonly news: (news: NodeNews) => void;
  readonly spent: (rate: RateName, subject: string, count: number) => void;
  /** The bus carries again: what was signalled meanwhile is lost. */
  readonly busIsBack: () => void;
}

export interface ClusterOptions {
  readonly nodeId: string;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly bounds: Bounds;
  readonly log: Logger;
  readonly source: ItemSource;
  readonly listeners: ClusterListeners;
}

export interface Cluster {
  readonly elsewhere: Pick<Elsewhere, "user" | "name">;
  readonly duty: Duty;
  /** Whether another node is known to be alive. */
  readonly hasOthers: boolean;
  /** An item of this node's changed: told with others, within `nodeShareMs`. */
  note(key: ItemKey): void;
  /** The same at once, for what others are waiting to know. */
  noteNow(key: ItemKey): void;
  tell(news: NodeNews): void;
  /** A rate was taken here (1) or given back (-1). */
  spend(rate: RateName, subject: string, count: number): void;
  /** Begins to hear and to be heard. Rejects with what the bus rejected with. */
  start(): Promise<void>;
  /** Takes leave of the others. */
  close(): void;
}

export function createCluster(options: ClusterOptions): Cluster {
  return new RunningCluster(options);
}

/** A bus within one process loses nothing, and nobody on it dies alone: no beat is needed, and nothing is looked for. */
const needsBeats = (bus: Bus): boolean => !bus.lossless;

class RunningCluster implements Cluster {
  readonly elsewhere = new Elsewhere();
  readonly duty = new FirstNodeDuty();
  readonly #options: ClusterOptions;
  readonly #said: Said;
  readonly #peers: Peers;
  readonly #untold: UntoldRates;
  readonly #undo: (() => void)[] = [];
  #cancelTelling: (() => void) | null = null;
  #beats = 0;
  #lookedAtMs = 0;
  #isClosed = false;

  constructor(options: ClusterOptions) {
    this.#options = options;
    const { nodeId, bounds, listeners } = options;
    const send = (signal: NodeSignal): void => this.#send(signal);
    this.#said = new Said({ ...options, send });
    this.#untold = new UntoldRates(bounds);
    this.#peers = new Peers({
      ...options,
      put: (peerId, item) => {
        this.elsewhere.put(peerId, item);
        listeners.itemChanged(item);
      },
      ask: (of, { version }) => send({ kind: "ask", nodeId, of, version }),
      changed: (change) => {
        // So that it need not wait for the next one to know of us.
        if (change === "came") this.#beat(false);
        this.#decide();
      },
    });
  }

  get hasOthers(): boolean {
    return this.#peers.size > 0;
  }

  async start(): Promise<void> {
    const { bus, clock, bounds } = this.#options;
    this.#undo.push(await bus.hear("nodes", (signal) => this.#hear(signal)));
    this.#lookedAtMs = clock.monotonicMs();
    this.#beat(false);
    if (needsBeats(bus)) this.#undo.push(clock.every(bounds.nodeBeatMs, () => this.#look()));
    else this.#decide();
    const stop = bus.onChange?.(() => this.#busChanged());
    if (stop !== undefined) this.#undo.push(stop);
  }

  note(key: ItemKey): void {
    const isHeard = this.#peers.size > 0;
    this.#said.note(key, isHeard);
    if (isHeard) this.#tellSoon();
  }

  noteNow(key: ItemKey): void {
    const isHeard = this.#peers.size > 0;
    this.#said.note(key, isHeard);
    if (isHeard) this.#tellAll();
  }

  tell(news: NodeNews): void {
    if (this.#peers.size === 0) return;
    for (const part of this.#parts(news)) this.#send({ kind: "news", nodeId: this.#options.nodeId, news: part });
  }

  spend(rate: RateName, subject: string, count: number): void {
    if (this.#peers.size === 0 || !isShared[rate]) return;
    if (this.#untold.note(rate, subject, count)) this.#tellSpent();
    else this.#tellSoon();
  }

  close(): void {
    if (this.#isClosed) return;
    if (this.#peers.size > 0) this.#tellAll();
    this.#beat(true);
    this.#isClosed = true;
    this.#cancelTelling?.();
    this.#peers.close();
    for (const undo of this.#undo.splice(0)) undo();
  }

  #send(signal: NodeSignal): void {
    if (!this.#isClosed) this.#options.bus.signal("nodes", signal);
  }

  #beat(isLeaving: boolean): void {
    const { nodeId } = this.#options;
    this.#send({ kind: "beat", nodeId, count: this.#beats++, version: this.#said.version, isLeaving });
  }

  #hear(signal: Signal): void {
    if (!("nodeId" in signal) || signal.nodeId === this.#options.nodeId || this.#isClosed) return;
    if (!this.#peers.heard(signal)) return;
    switch (signal.kind) {
      case "beat":
        this.#peers.beat(signal);
        return;
      case "change":
        this.#peers.change(signal);
        return;
      case "page":
        this.#peers.page(signal);
        return;
      case "ask":
        if (signal.of !== this.#options.nodeId) return;
        this.#said.asked(signal.version);
        this.#tellSoon();
        return;
      case "spent":
        for (const [rate, subject, count] of signal.rates) {
          if (isRateName(rate)) this.#options.listeners.spent(rate, subject, count);
        }
        return;
      case "news":
        this.#options.listeners.news(signal.news);
        return;
    }
  }

  /** Every `nodeBeatMs`, unless the process stood still. */
  #look(): void {
    const { clock, bounds } = this.#options;
    const now = clock.monotonicMs();
    const silentMs = now - this.#lookedAtMs - bounds.nodeBeatMs;
    this.#lookedAtMs = now;
    // The others were not silent: this process was deaf. What they said meanwhile, and that we are here, their beats and ours will show.
    if (silentMs > bounds.nodeBeatMs) this.#peers.forgive(silentMs);
    this.#peers.look();
    this.#beat(false);
    this.#decide();
  }

  /** Who has just come knows nobody: whoever was there before has time to say so. */
  #decide(): void {
    const { bus, nodeId } = this.#options;
    if (needsBeats(bus) && this.#beats < 3 && this.#peers.size === 0) return;
    this.duty.decide(nodeId, this.#peers.ids);
  }

  #busChanged(): void {
    if (this.#options.bus.isUp === false) return;
    this.#beat(false);
    this.#options.listeners.busIsBack();
  }

  #tellSoon(): void {
    if (this.#isClosed) return;
    this.#cancelTelling ??= this.#options.clock.after(this.#options.bounds.nodeShareMs, () => {
      this.#cancelTelling = null;
      this.#tellAll();
    });
  }

  #tellAll(): void {
    const isMore = this.#said.say();
    this.#tellSpent();
    if (isMore) this.#tellSoon();
  }

  #tellSpent(): void {
    for (const rates of this.#untold.take()) this.#send({ kind: "spent", nodeId: this.#options.nodeId, rates });
  }

  #parts(news: NodeNews): readonly NodeNews[] {
    const { nodeSignalBytes } = this.#options.bounds;
    if (news.type === "sessions_ended") {
      return packed(news.sessionIds, nodeSignalBytes).map((sessionIds) => ({ ...news, sessionIds }));
    }
    if (news.type === "users_changed") return packed(news.userIds, nodeSignalBytes).map((userIds) => ({ ...news, userIds }));
    return [news];
  }
}
