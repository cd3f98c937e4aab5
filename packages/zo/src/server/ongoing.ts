import { ZoError } from "../wire/error.ts";
import { LazyAbort } from "./abort.ts";
import type { Bounds } from "./bounds.ts";

/** A call without an answer yet. */
export class OngoingCall {
  readonly kind = "call";
  readonly abort = new LazyAbort();

  stop(): void {
    this.abort.abort();
  }
}

/** A stream, and how many events its client is ready for. */
export class OngoingStream {
  readonly kind = "stream";
  readonly abort = new LazyAbort();
  readonly #maxCredit: number;
  #credit = 0;
  #wake: (() => void) | undefined;

  constructor(maxCredit: number) {
    this.#maxCredit = maxCredit;
  }

  addCredit(credit: number): void {
    this.#credit = Math.min(this.#maxCredit, this.#credit + credit);
    this.#wake?.();
  }

  /** Takes one credit, waiting for it; false when the stream was stopped. */
  async takeCredit(): Promise<boolean> {
    while (this.#credit < 1 && !this.abort.isAborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#wake = undefined;
    this.#credit -= 1;
    return !this.abort.isAborted;
  }

  /**
   * What `next` gives, or "stopped" when the stream is stopped first. Not `Promise.race` with a promise of the stop: that would hold on to
   * every event for as long as the stream lives.
   */
  unlessStopped<T>(next: Promise<T>): Promise<T | "stopped"> {
    return new Promise((resolve, reject) => {
      this.#wake = () => {
        if (this.abort.isAborted) resolve("stopped");
      };
      this.#wake();
      next.then(resolve, reject);
    });
  }

  stop(): void {
    this.abort.abort();
    this.#wake?.();
  }
}

/** The calls and streams of one connection, by the numbers that the client gave them. */
export class Ongoing {
  readonly #bounds: Bounds;
  readonly #byId = new Map<number, OngoingCall | OngoingStream>();
  #streams = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /** @throws {ZoError} `bad_frame` for a number in use, `overloaded` past the bounds. */
  startCall(id: number): OngoingCall {
    if (this.#byId.size - this.#streams >= this.#bounds.pendingCalls)
      throw new ZoError("overloaded", "too many calls are waiting");
    return this.#add(id, new OngoingCall());
  }

  /** @throws {ZoError} like `startCall`. */
  startStream(id: number): OngoingStream {
    if (this.#streams >= this.#bounds.subscriptions) throw new ZoError("overloaded", "too many subscriptions");
    const stream = this.#add(id, new OngoingStream(this.#bounds.streamCredit));
    this.#streams += 1;
    return stream;
  }

  #add<T extends OngoingCall | OngoingStream>(id: number, ongoing: T): T {
    if (this.#byId.has(id)) throw new ZoError("bad_frame", "this id is in use");
    this.#byId.set(id, ongoing);
    return ongoing;
  }

  get(id: number): OngoingCall | OngoingStream | undefined {
    return this.#byId.get(id);
  }

  /** True when it was still going on: only then may it be answered. */
  finish(id: number, ongoing: OngoingCall | OngoingStream): boolean {
    if (this.#byId.get(id) !== ongoing) return false;
    this.#byId.delete(id);
    if (ongoing.kind === "stream") this.#streams -= 1;
    return true;
  }

  stop(id: number): void {
    const ongoing = this.#byId.get(id);
    if (ongoing === undefined) return;
    this.finish(id, ongoing);
    ongoing.stop();
  }

  stopAll(): void {
    for (const id of [...this.#byId.keys()]) this.stop(id);
  }
}
