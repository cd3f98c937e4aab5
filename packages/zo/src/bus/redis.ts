import type { Bus, BusSubscription } from "./port.ts";

/** What publishes; an `ioredis` connection is one. */
export interface RedisPublisher {
  publish(channel: string, message: string): Promise<unknown>;
}

/** What subscribes, a connection of its own: Redis takes no other commands on it. An `ioredis` connection is one. */
export interface RedisSubscriber {
  subscribe(channel: string): Promise<unknown>;
  unsubscribe(channel: string): Promise<unknown>;
  on(event: "message", listener: (channel: string, message: string) => void): unknown;
  /** The connection is there, the first time or again. */
  on(event: "ready", listener: () => void): unknown;
}

export interface RedisBusOptions {
  readonly publisher: RedisPublisher;
  readonly subscriber: RedisSubscriber;
  /** Stands before each topic, to keep apart what shares one Redis; `zo:` unless told. */
  readonly prefix?: string;
  /** Messages on their way to Redis; the next is lost. 10000 unless told. */
  readonly maxPending?: number;
  /** Hears what Redis refused, what was lost on the way to it, and what listeners throw; `console.error` unless told. */
  readonly onError?: (error: unknown) => void;
}

interface Channel {
  readonly listeners: Set<(data: string) => void>;
  readonly ready: Promise<void>;
}

/**
 * A bus over Redis pub/sub, **at most once**: what is published while Redis, or the way to it, is away is lost, and so is what
 * others publish before a subscription stands. Connections are the caller's: theirs are the errors to watch and the end to make.
 */
export function redisBus(options: RedisBusOptions): Bus {
  return new RedisBus(options);
}

class RedisBus implements Bus {
  readonly #publisher: RedisPublisher;
  readonly #subscriber: RedisSubscriber;
  readonly #prefix: string;
  readonly #maxPending: number;
  readonly #report: (error: unknown) => void;
  readonly #channels = new Map<string, Channel>();
  #pending = 0;

  constructor({ publisher, subscriber, prefix = "zo:", maxPending = 10_000, onError = reportToConsole }: RedisBusOptions) {
    this.#publisher = publisher;
    this.#subscriber = subscriber;
    this.#prefix = prefix;
    this.#maxPending = maxPending;
    this.#report = onError;
    subscriber.on("message", (channel, message) => this.#arrived(channel, message));
    subscriber.on("ready", () => this.#resubscribe());
  }

  publish(topic: string, data: string): void {
    if (this.#pending >= this.#maxPending) {
      this.#report(new Error(`lost: ${this.#maxPending} messages are on their way to Redis`));
      return;
    }
    this.#pending += 1;
    this.#ask(() => this.#publisher.publish(this.#prefix + topic, data))
      .catch(this.#report)
      .finally(() => {
        this.#pending -= 1;
      });
  }

  subscribe(topic: string, listen: (data: string) => void): BusSubscription {
    const name = this.#prefix + topic;
    const channel = this.#channels.get(name) ?? this.#open(name);
    // The same function may listen twice: each subscription is its own.
    const listener = (data: string): void => listen(data);
    channel.listeners.add(listener);
    return {
      ready: channel.ready,
      unsubscribe: () => {
        if (!channel.listeners.delete(listener) || channel.listeners.size > 0) return;
        this.#channels.delete(name);
        this.#ask(() => this.#subscriber.unsubscribe(name)).catch(this.#report);
      },
    };
  }

  #open(name: string): Channel {
    const ready = this.#ask(() => this.#subscriber.subscribe(name)).then(() => undefined);
    // Rooms do not wait for it: told here, and to those who wait.
    ready.catch(this.#report);
    const channel: Channel = { listeners: new Set(), ready };
    this.#channels.set(name, channel);
    return channel;
  }

  /** A subscription that failed, or that the connection's client forgot, is made when Redis is there again. */
  #resubscribe(): void {
    for (const name of this.#channels.keys()) this.#ask(() => this.#subscriber.subscribe(name)).catch(this.#report);
  }

  #arrived(name: string, message: string): void {
    for (const listener of this.#channels.get(name)?.listeners ?? []) {
      try {
        listener(message);
      } catch (error) {
        // Thrown on, it would reach the connection's parser.
        this.#report(error);
      }
    }
  }

  /** What a connection throws and what it rejects are the same to us. */
  async #ask(command: () => Promise<unknown>): Promise<unknown> {
    return await command();
  }
}

function reportToConsole(error: unknown): void {
  // biome-ignore lint/suspicious/noConsole: the last resort, replaced by the option `onError`
  console.error("zo: redis bus:", error);
}
