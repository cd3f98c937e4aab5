import type { Redis } from "ioredis";
import type { Bounds } from "../../ports/bounds.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Logger, Telemetry } from "../../ports/telemetry.ts";
import { Line } from "./line.ts";

export interface ServerLinkOptions {
  /** A connection that is not begun yet. */
  readonly connection: () => Redis;
  /** As it may be logged. */
  readonly name: string;
  readonly clock: Clock;
  readonly bounds: Bounds;
  readonly log: Logger;
  readonly telemetry: Telemetry;
  readonly arrived: (channel: string, message: Buffer) => void;
  /** Up or not, otherwise than before. */
  readonly changed: () => void;
  /** The server said that a channel is another one's. */
  readonly moved: () => void;
}

interface Wanted {
  /** Redis said that it is so, on this connection. */
  stands: boolean;
  /** Resolves when it stands, or is not to be waited for any longer. */
  readonly settled: PromiseWithResolvers<void>;
}

/** One Redis server (a cluster has several): a connection that publishes and one that is subscribed. */
export class ServerLink {
  readonly #options: ServerLinkOptions;
  readonly #publishing: Line;
  readonly #listening: Line;
  readonly #wanted = new Map<string, Wanted>();
  /** Of these, those to be asked for again. */
  readonly #missing = new Set<string>();
  readonly #stopLooking: () => void;
  #isRestoring = false;
  #pendingBytes = 0;
  #isClosed = false;

  constructor(options: ServerLinkOptions) {
    this.#options = options;
    const { connection, changed } = options;
    this.#publishing = new Line({ ...options, redis: connection(), ready: () => undefined });
    const redis = connection();
    redis.on("smessageBuffer", (channel: Buffer, message: Buffer) => options.arrived(channel.toString(), message));
    redis.on("close", () => this.#forgetStanding());
    redis.on("moved", () => this.#doubtAll());
    this.#listening = new Line({ ...options, redis, ready: () => void this.#restore(), changed });
    this.#stopLooking = options.clock.every(options.bounds.busPingMs, () => void this.#restore());
  }

  get isUp(): boolean {
    return this.#publishing.isUp && this.#listening.isUp && this.#missing.size === 0;
  }

  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** The one that can be asked things, if it is there. */
  get asked(): Redis | null {
    return this.#publishing.isUp ? this.#publishing.redis : null;
  }

  channels(): readonly string[] {
    return [...this.#wanted.keys()];
  }

  send(channel: string, message: Buffer): void {
    const { telemetry, bounds } = this.#options;
    const isFull = this.#pendingBytes + message.length > bounds.busPendingBytes;
    if (!this.#publishing.isUp || isFull) {
      telemetry.busLost(isFull ? "full" : "down", 1);
      return;
    }
    this.#pendingBytes += message.length;
    this.#publishing.gather();
    this.#publishing.redis
      .spublish(channel, message)
      .catch((error: unknown) => {
        telemetry.busLost("refused", 1);
        if (isMoved(error)) this.#options.moved();
      })
      .finally(() => {
        this.#pendingBytes -= message.length;
      });
  }

  /** Resolves when the subscription stands, or when there is no use in waiting. */
  add(channel: string): Promise<void> {
    const known = this.#wanted.get(channel);
    if (known !== undefined) return known.settled.promise;
    const wanted: Wanted = { stands: false, settled: Promise.withResolvers() };
    this.#wanted.set(channel, wanted);
    if (this.#listening.isUp) void this.#subscribe(channel);
    else {
      this.#missing.add(channel);
      if (!this.#listening.isAwaited) wanted.settled.resolve();
    }
    return wanted.settled.promise;
  }

  remove(channel: string): void {
    this.#wanted.get(channel)?.settled.resolve();
    this.#missing.delete(channel);
    if (!this.#wanted.delete(channel) || !this.#listening.isUp) return;
    this.#listening.gather();
    this.#listening.redis.sunsubscribe(channel).catch(() => undefined);
  }

  close(): void {
    this.#isClosed = true;
    this.#stopLooking();
    for (const { settled } of this.#wanted.values()) settled.resolve();
    this.#wanted.clear();
    this.#missing.clear();
    this.#publishing.close();
    this.#listening.close();
  }

  async #subscribe(channel: string): Promise<void> {
    const wanted = this.#wanted.get(channel);
    if (wanted === undefined) return;
    this.#missing.delete(channel);
    try {
      this.#listening.gather();
      await this.#listening.redis.ssubscribe(channel);
      wanted.stands = true;
    } catch (error) {
      if (this.#wanted.get(channel) !== wanted) return;
      this.#missing.add(channel);
      if (isMoved(error)) this.#options.moved();
      // Of other errors those of the connection are told of already.
      else if (this.#listening.isUp) this.#refused(error);
    } finally {
      wanted.settled.resolve();
    }
  }

  /** What does not stand is asked for again, some at a time: once when the connection is back, and then as often as is looked. */
  async #restore(): Promise<void> {
    if (this.#isRestoring) return;
    this.#isRestoring = true;
    const missing = [...this.#missing];
    for (let at = 0; at < missing.length && this.#listening.isUp; at += this.#options.bounds.busResubscribedAtOnce) {
      const some = missing.slice(at, at + this.#options.bounds.busResubscribedAtOnce);
      await Promise.all(some.filter((channel) => this.#missing.has(channel)).map((channel) => this.#subscribe(channel)));
    }
    this.#isRestoring = false;
    if (!this.#isClosed) this.#options.changed();
  }

  #forgetStanding(): void {
    for (const [channel, wanted] of this.#wanted) {
      wanted.stands = false;
      wanted.settled.resolve();
      this.#missing.add(channel);
    }
  }

  /** A slot went to another server, and subscriptions in it are over; which ones is not said. */
  #doubtAll(): void {
    this.#options.moved();
    for (const [channel, wanted] of this.#wanted) if (wanted.stands) this.#missing.add(channel);
    this.#options.changed();
  }

  #refused(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.log.warn({ redis: this.#options.name, reason }, "Redis refused a subscription; trying again");
  }
}

function isMoved(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("MOVED ");
}
