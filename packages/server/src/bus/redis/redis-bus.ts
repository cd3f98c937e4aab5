import type { Bounds } from "../../ports/bounds.ts";
import type { EventBatch, RemoteBus, Topic } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Signal, SignalTopic } from "../../ports/signals.ts";
import type { Logger, Telemetry } from "../../ports/telemetry.ts";
import { Carrier } from "../carrier.ts";
import { Envelope, isBatch } from "./envelope.ts";
import { parseRedisUrl } from "./redis-url.ts";
import { Servers } from "./servers.ts";

export interface RedisBusOptions {
  /** As `parseRedisUrl` reads it. */
  readonly url: string;
  /** Keeps apart what shares a Redis. Two deployments with the same one would show each other's rooms. */
  readonly namespace: string;
  readonly clock: Clock;
  readonly bounds: Bounds;
  readonly log: Logger;
  readonly telemetry: Telemetry;
}

/** A part of each channel: nodes of a version that writes otherwise do not hear of this one. */
const format = "parlance1";

/** A bus over Redis 7 or Valkey (README). Throws a TypeError for a URL that cannot be read; that Redis is away is no error, now or later. */
export function createRedisBus(options: RedisBusOptions): RemoteBus {
  return new RedisBus(options);
}

class RedisBus implements RemoteBus {
  readonly lossless = false;
  readonly carriesEvents = true;
  readonly #options: RedisBusOptions;
  readonly #servers: Servers;
  readonly #envelope = new Envelope();
  /** By channel; what comes from other nodes and what is published here go the same way. */
  readonly #events = new Carrier<string, EventBatch>();
  readonly #signals = new Carrier<string, Signal>();
  readonly #holders = new Map<string, { readonly stands: Promise<void>; count: number }>();
  readonly #listeners = new Set<() => void>();
  /** What was sealed last: a direct room's events go to two topics. */
  #sealed: { readonly batch: EventBatch; readonly messages: readonly (Buffer | null)[] } | null = null;
  #wasUp = false;
  #isComplained = false;

  constructor(options: RedisBusOptions) {
    this.#options = options;
    this.#servers = new Servers({
      ...options,
      address: parseRedisUrl(options.url),
      arrived: (channel, message) => this.#arrived(channel, message),
      changed: () => this.#changed(),
    });
  }

  get isUp(): boolean {
    return this.#servers.isUp;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  publish(topic: Topic, batch: EventBatch): void {
    if (batch.length === 0 || this.#events.isClosed) return;
    const channel = this.#channelOf("e", topic);
    this.#events.carry(channel, batch);
    for (const message of this.#seal(batch)) {
      if (message === null) this.#options.telemetry.busLost("too_large", 1);
      else this.#servers.send(channel, message);
    }
  }

  subscribe(topic: Topic, listener: (batch: EventBatch) => void): Promise<() => void> {
    return this.#hold(this.#events, this.#channelOf("e", topic), listener);
  }

  signal(topic: SignalTopic, signal: Signal): void {
    if (this.#signals.isClosed) return;
    const channel = this.#channelOf("s", topic);
    this.#signals.carry(channel, signal);
    const message = this.#envelope.seal(signal);
    if (message.length > this.#options.bounds.busMessageBytes) this.#options.telemetry.busLost("too_large", 1);
    else this.#servers.send(channel, message);
  }

  hear(topic: SignalTopic, listener: (signal: Signal) => void): Promise<() => void> {
    return this.#hold(this.#signals, this.#channelOf("s", topic), listener);
  }

  async close(): Promise<void> {
    this.#events.close();
    this.#signals.close();
    this.#servers.close();
    this.#holders.clear();
    this.#listeners.clear();
  }

  #channelOf(kind: "e" | "s", topic: string): string {
    return `${format}:${this.#options.namespace}:${kind}:${topic}`;
  }

  async #hold<T>(carrier: Carrier<string, T>, channel: string, listener: (carried: T) => void): Promise<() => void> {
    const stop = carrier.add(channel, listener);
    const holder = this.#holders.get(channel) ?? { stands: this.#servers.add(channel), count: 0 };
    this.#holders.set(channel, holder);
    holder.count += 1;
    await this.#soon(holder.stands);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      stop();
      holder.count -= 1;
      if (holder.count > 0 || this.#holders.get(channel) !== holder) return;
      this.#holders.delete(channel);
      this.#servers.remove(channel);
    };
  }

  /** Waits, but not for ever: a Redis that is away, or slow, keeps nobody from reading what the store has. */
  #soon(stands: Promise<void>): Promise<void> {
    const { clock, bounds } = this.#options;
    return new Promise((resolve) => {
      const cancel = clock.after(bounds.busSubscribeMs, resolve);
      stands.then(() => {
        cancel();
        resolve();
      }, resolve);
    });
  }

  #seal(batch: EventBatch): readonly (Buffer | null)[] {
    if (this.#sealed?.batch !== batch) {
      if (this.#sealed === null) setImmediate(() => (this.#sealed = null));
      this.#sealed = { batch, messages: [...this.#envelope.sealBatch(batch, this.#options.bounds.busMessageBytes)] };
    }
    return this.#sealed.messages;
  }

  #arrived(channel: string, message: Buffer): void {
    try {
      const opened = this.#envelope.open(message);
      if (opened === null) return;
      // A node writes only signals on channels of signals; who else can write to this Redis could write anything.
      if (channel.startsWith(this.#channelOf("s", ""))) this.#signals.carry(channel, opened.carried as Signal);
      else if (isBatch(opened.carried)) this.#events.carry(channel, opened.carried);
      else throw new TypeError("no events");
    } catch {
      if (!this.#isComplained) this.#options.log.warn({}, "something on our channels in Redis is not ours; it is passed over");
      this.#isComplained = true;
    }
  }

  #changed(): void {
    const { isUp } = this;
    if (isUp === this.#wasUp) return;
    this.#wasUp = isUp;
    this.#options.telemetry.busUp("redis", isUp);
    for (const listener of [...this.#listeners]) listener();
  }
}
