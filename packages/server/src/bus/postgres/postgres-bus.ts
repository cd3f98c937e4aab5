import type { Bounds } from "../../ports/bounds.ts";
import type { EventBatch, RemoteBus, Topic } from "../../ports/bus.ts";
import type { Signal, SignalTopic } from "../../ports/signals.ts";
import type { Logger, Telemetry } from "../../ports/telemetry.ts";
import { Carrier } from "../carrier.ts";
import { type Addressed, Packer, Unpacker } from "./payloads.ts";
import type { PostgresLink } from "./postgres-link.ts";

export interface PostgresBusOptions {
  /** Closed with the bus. */
  readonly link: PostgresLink;
  readonly bounds: Bounds;
  readonly log: Logger;
  readonly telemetry: Telemetry;
}

/** A bus without Redis (README): signals by NOTIFY. Events are not carried: every commit notifies by itself, and nodes read what moved. */
export function createPostgresBus(options: PostgresBusOptions): RemoteBus {
  return new PostgresBus(options);
}

class PostgresBus implements RemoteBus {
  readonly lossless = false;
  readonly carriesEvents = false;
  readonly #options: PostgresBusOptions;
  readonly #packer: Packer;
  readonly #unpacker: Unpacker;
  readonly #events = new Carrier<Topic, EventBatch>();
  readonly #signals = new Carrier<SignalTopic, Signal>();
  readonly #undo: readonly (() => void)[];
  /** Taken as a whole by the next statement: while one is under way, the next one's signals gather. */
  #waiting: Addressed[] = [];
  #isSending = false;
  #wasUp = false;
  #isComplained = false;

  constructor(options: PostgresBusOptions) {
    const { link, bounds } = options;
    this.#options = options;
    this.#packer = new Packer(bounds);
    this.#unpacker = new Unpacker(this.#packer.node, bounds);
    this.#undo = [link.onSignal((payload) => this.#arrived(payload)), link.onChange(() => this.#tellState())];
    this.#tellState();
  }

  get isUp(): boolean {
    return this.#options.link.isUp;
  }

  onChange(listener: () => void): () => void {
    return this.#options.link.onChange(listener);
  }

  publish(topic: Topic, batch: EventBatch): void {
    this.#events.carry(topic, batch);
  }

  async subscribe(topic: Topic, listener: (batch: EventBatch) => void): Promise<() => void> {
    return this.#events.add(topic, listener);
  }

  signal(topic: SignalTopic, signal: Signal): void {
    if (this.#signals.isClosed) return;
    this.#signals.carry(topic, signal);
    const { link, bounds, telemetry } = this.#options;
    const isFull = this.#waiting.length >= bounds.signalsWaiting;
    if (isFull || !link.isUp) {
      telemetry.busLost(isFull ? "full" : "down", 1);
      return;
    }
    this.#waiting.push([topic, signal]);
    if (this.#isSending) return;
    this.#isSending = true;
    // With what else this turn of the event loop has to say.
    setImmediate(() => void this.#send());
  }

  async hear(topic: SignalTopic, listener: (signal: Signal) => void): Promise<() => void> {
    return this.#signals.add(topic, listener);
  }

  async close(): Promise<void> {
    for (const undo of this.#undo) undo();
    this.#events.close();
    this.#signals.close();
    this.#waiting = [];
    await this.#options.link.close();
  }

  async #send(): Promise<void> {
    const { link, telemetry, log } = this.#options;
    while (this.#waiting.length > 0) {
      const signals = this.#waiting;
      this.#waiting = [];
      const { payloads, tooLarge } = this.#packer.pack(signals);
      if (tooLarge > 0) {
        telemetry.busLost("too_large", tooLarge);
        log.warn({ signals: tooLarge }, "too large for NOTIFY; lost");
      }
      try {
        if (payloads.length > 0) await link.notify(payloads);
      } catch {
        // That it is away is told by the link.
        telemetry.busLost("refused", signals.length - tooLarge);
      }
    }
    this.#isSending = false;
  }

  #arrived(payload: string): void {
    try {
      for (const [topic, signal] of this.#unpacker.unpack(payload)) this.#signals.carry(topic, signal);
    } catch {
      if (!this.#isComplained) this.#options.log.warn({}, "something on parlance_signals is not ours; it is passed over");
      this.#isComplained = true;
    }
  }

  #tellState(): void {
    const { isUp } = this;
    if (isUp === this.#wasUp) return;
    this.#wasUp = isUp;
    this.#options.telemetry.busUp("postgres", isUp);
  }
}
