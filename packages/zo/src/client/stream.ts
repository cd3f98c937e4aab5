import type { Stream, StreamOptions } from "../contract/infer.ts";
import { ZoError } from "../wire/error.ts";
import { encodeFrame, frameTypes } from "../wire/frame.ts";
import type { OngoingExchange, Session } from "./session.ts";

interface Received {
  readonly event: unknown;
  readonly token: string | undefined;
}

type Outcome = { readonly kind: "running" } | { readonly kind: "ended" } | { readonly kind: "failed"; readonly error: ZoError };

/**
 * A stream of events, read by one `for await`. It starts when reading starts, lets the server run ahead by its credit only, and
 * goes on over reconnects: after the last tracked event that came in, or from the start where none was tracked.
 */
export class ClientStream implements Stream<unknown>, AsyncIterator<unknown, undefined>, OngoingExchange {
  readonly #session: Session;
  readonly #route: string;
  readonly #input: unknown;
  readonly #credit: number;
  readonly #signal: AbortSignal | undefined;
  readonly #received: Received[] = [];
  #outcome: Outcome = { kind: "running" };
  /** Changes with each subscription of the server, so that events of an earlier one are not heard. */
  #id: number | undefined;
  #isSent = false;
  #after: string | undefined;
  #lastId: string | undefined;
  /** Events that were read and not yet given back as credit. */
  #owed = 0;
  #wake: (() => void) | undefined;

  constructor(session: Session, start: { readonly route: string; readonly input: unknown; readonly options: StreamOptions }) {
    this.#session = session;
    this.#route = start.route;
    this.#input = start.input;
    this.#credit = start.options.credit ?? 32;
    this.#signal = start.options.signal;
    this.#after = start.options.after;
    this.#lastId = start.options.after;
  }

  get lastId(): string | undefined {
    return this.#lastId;
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown, undefined> {
    if (this.#id !== undefined) throw new TypeError("a stream is read once; subscribe again for another");
    this.#signal?.addEventListener("abort", this.#aborted);
    if (this.#signal?.aborted) this.#finish({ kind: "ended" });
    else this.#subscribe();
    return this;
  }

  #subscribe(): void {
    const { ongoing } = this.#session;
    const id = this.#session.nextId();
    this.#id = id;
    this.#isSent = false;
    ongoing.set(id, this);
    this.#session.enqueue({
      send: () => {
        if (this.#id !== id || this.#outcome.kind !== "running") return;
        this.#isSent = true;
        this.#owed = 0;
        const credit = Math.max(1, this.#credit - this.#received.length);
        this.#session.write(encodeFrame(this.#route, this.#input, { id, credit, after: this.#after }));
      },
      dropped: () => this.failed(new ZoError("queue_full", undefined, { route: this.#route })),
    });
  }

  async next(): Promise<IteratorResult<unknown, undefined>> {
    for (;;) {
      const received = this.#received.shift();
      if (received !== undefined) {
        this.#lastId = received.token ?? this.#lastId;
        this.#giveCredit();
        return { value: received.event, done: false };
      }
      if (this.#outcome.kind === "failed") {
        const { error } = this.#outcome;
        this.#outcome = { kind: "ended" };
        throw error;
      }
      if (this.#outcome.kind === "ended") return { value: undefined, done: true };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async return(): Promise<IteratorResult<unknown, undefined>> {
    this.#stop();
    return { value: undefined, done: true };
  }

  /** Half a window at a time: one credit frame for many events. */
  #giveCredit(): void {
    this.#owed += 1;
    if (this.#outcome.kind !== "running" || !this.#isSent || this.#owed < this.#credit / 2) return;
    this.#session.write(encodeFrame(frameTypes.credit, undefined, { id: this.#id, credit: this.#owed }));
    this.#owed = 0;
  }

  event(event: unknown, token: string | undefined): void {
    this.#after = token ?? this.#after;
    this.#received.push({ event, token });
    this.#wake?.();
  }

  end(): void {
    this.#finish({ kind: "ended" });
  }

  failed(error: ZoError): void {
    this.#finish({ kind: "failed", error });
  }

  lost(isFinal: boolean): void {
    if (isFinal) this.failed(new ZoError("closed", undefined, { route: this.#route }));
  }

  /** Only a stream that the old connection knew starts anew; one that still waits in the queue starts from there. */
  opened(): void {
    if (!this.#isSent || this.#id === undefined) return;
    this.#session.ongoing.delete(this.#id);
    this.#subscribe();
  }

  readonly #aborted = (): void => {
    this.#stop();
  };

  #stop(): void {
    if (this.#outcome.kind === "running" && this.#isSent) {
      this.#session.write(encodeFrame(frameTypes.stop, undefined, { id: this.#id }));
    }
    this.#received.length = 0;
    this.#finish({ kind: "ended" });
  }

  #finish(outcome: Outcome): void {
    if (this.#outcome.kind !== "running") return;
    this.#outcome = outcome;
    if (this.#id !== undefined) this.#session.ongoing.delete(this.#id);
    this.#signal?.removeEventListener("abort", this.#aborted);
    this.#wake?.();
  }
}
