import type { Redis } from "ioredis";
import type { Bounds } from "../../ports/bounds.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Logger } from "../../ports/telemetry.ts";
import { disconnect } from "./connections.ts";

export interface LineOptions {
  readonly redis: Redis;
  /** As it may be logged. */
  readonly name: string;
  readonly clock: Clock;
  readonly bounds: Bounds;
  readonly log: Logger;
  /** Connected, the first time or again. */
  readonly ready: () => void;
  /** It is there or not, or does not answer, otherwise than before. */
  readonly changed: () => void;
}

/** One connection to one Redis server, made anew whenever it ends, or when questions are not answered: a stopped server keeps its sockets open. */
export class Line {
  readonly redis: Redis;
  readonly #options: LineOptions;
  readonly #stopAsking: () => void;
  #isReady = false;
  /** The first attempt is over, well or not: until then it is worth waiting for. */
  #wasTried = false;
  /** When it was asked what it has not answered, or began to connect; null while nothing is awaited. */
  #askedAtMs: number | null = null;
  #isComplained = false;
  #isClosed = false;

  constructor(options: LineOptions) {
    const { redis, clock, bounds } = options;
    this.redis = redis;
    this.#options = options;
    redis.on("connect", () => {
      this.#askedAtMs = clock.monotonicMs();
    });
    redis.on("ready", () => this.#becameReady());
    redis.on("close", () => this.#ended());
    redis.on("error", (error: Error) => this.#complain(error));
    this.#stopAsking = clock.every(bounds.busPingMs, () => this.#ask());
    // Why it fails comes as an event.
    redis.connect().catch(() => undefined);
  }

  /** Connected, and has answered what it was asked before the last question. */
  get isUp(): boolean {
    return this.#isReady && !this.#isLate;
  }

  get isAwaited(): boolean {
    return !this.#wasTried && !this.#isClosed;
  }

  /** What is sent in the rest of this turn of the event loop goes out together. */
  gather(): void {
    const { stream } = this.redis;
    if (stream.writableCorked > 0) return;
    stream.cork();
    setImmediate(() => stream.uncork());
  }

  close(): void {
    this.#isClosed = true;
    this.#stopAsking();
    disconnect(this.redis);
    this.#isReady = false;
  }

  get #isLate(): boolean {
    const { clock, bounds } = this.#options;
    return this.#askedAtMs !== null && clock.monotonicMs() - this.#askedAtMs >= bounds.busPingMs;
  }

  #becameReady(): void {
    if (this.#isClosed) return;
    if (this.#isComplained) this.#options.log.info({ redis: this.#options.name }, "connected to Redis again");
    this.#isComplained = false;
    this.#isReady = true;
    this.#wasTried = true;
    this.#askedAtMs = null;
    this.#options.ready();
    this.#options.changed();
  }

  #ended(): void {
    this.#isReady = false;
    this.#wasTried = true;
    this.#askedAtMs = null;
    if (!this.#isClosed) {
      this.#complain(new Error("the connection was closed"));
      this.#options.changed();
    }
  }

  #ask(): void {
    const { clock, bounds, changed } = this.#options;
    if (this.#askedAtMs !== null && clock.monotonicMs() - this.#askedAtMs >= bounds.busAnswerMs) {
      this.#complain(new Error(`no answer for ${bounds.busAnswerMs} ms`));
      this.#askedAtMs = null;
      // To end it in order would wait for the other side once more.
      this.redis.stream.destroy();
    } else if (this.#isReady && this.#askedAtMs === null) {
      const askedAtMs = clock.monotonicMs();
      this.#askedAtMs = askedAtMs;
      const answered = (): void => {
        if (this.#askedAtMs !== askedAtMs) return;
        const wasLate = this.#isLate;
        this.#askedAtMs = null;
        if (wasLate) changed();
      };
      // Any answer will do; when the connection ends meanwhile, that is told by itself.
      this.redis.ping().then(answered, answered);
    }
    if (this.#isLate) changed();
  }

  /** One line for each time that it goes away. Of an error only what it says: ioredis hangs the command on it, with the password where that was AUTH. */
  #complain({ message }: Error): void {
    if (this.#isComplained || this.#isClosed) return;
    this.#isComplained = true;
    this.#options.log.warn({ redis: this.#options.name, reason: message }, "cannot reach Redis; trying again");
  }
}
