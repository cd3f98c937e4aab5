import type { Stream, StreamOptions } from "../contract/infer.ts";
import { ZoError } from "../wire/error.ts";
import { encodeFrame, frameTypes } from "../wire/frame.ts";
import type { Queued } from "./queue.ts";
import type { OngoingExchange, Session } from "./session.ts";

interface Received {
  readonly event: unknown;
  readonly token: string | undefined;
}

interface StreamStart {
  readonly route: string;
  readonly input: unknown;
  readonly options: StreamOptions;
}

/**
 * A stream of events, read by one `for await`. It starts when reading starts, lets the server run ahead by its credit only, and
 * goes on over reconnects: after the last tracked event that came in, or from the start where none was tracked.
 */
export class ClientStream implements Stream<unknown>, AsyncIterator<unknown, undefined>, OngoingExchange, Queued {
  readonly #session: Session;
  readonly #start: StreamStart;
  /** The request's frame without what differs from one connection to the next. */
  readonly #request: string;
  readonly #credit: number;
  readonly #received: Received[] = [];
  /** `waiting` for a connection or a reader; `lost`: the connection that it was sent on is gone. */
  #phase: "waiting" | "sent" | "lost" | "ended" = "waiting";
  /** Why it ended, until the reader has been told. */
  #error: ZoError | undefined;
  /** Changes with each subscription of the server, so that events of an earlier one are not heard; 0 before the first. */
  #id = 0;
  #after: string | undefined;
  #lastId: string | undefined;
  /** Events that were read and not yet given back as credit. */
  #owed = 0;
  /** Readers that wait for an event; more than one only where `next` is called by hand. */
  readonly #waiting: (() => void)[] = [];

  constructor(session: Session, start: StreamStart) {
    this.#session = session;
    this.#start = start;
    // Here, so that what cannot cross the wire throws at its caller.
    this.#request = encodeFrame(start.route, start.input);
    this.#credit = start.options.credit ?? 32;
    this.#lastId = this.#after = start.options.after;
  }

  get lastId(): string | undefined {
    return this.#lastId;
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown, undefined> {
    if (this.#id !== 0) throw new TypeError("a stream is read once; subscribe again for another");
    const { signal } = this.#start.options;
    signal?.addEventListener("abort", this.#aborted);
    if (signal?.aborted) this.end();
    else this.#subscribe();
    return this;
  }

  #subscribe(): void {
    const { ongoing } = this.#session;
    ongoing.delete(this.#id);
    this.#id = this.#session.nextId();
    this.#phase = "waiting";
    ongoing.set(this.#id, this);
    this.#session.enqueue(this);
  }

  send(): void {
    this.#phase = "sent";
    this.#owed = 0;
    const extras = { id: this.#id, credit: this.#credit - this.#received.length, after: this.#after };
    this.#session.write(`${this.#request.slice(0, -1)},${JSON.stringify(extras).slice(1)}`);
  }

  dropped(code: "queue_full" | "closed"): void {
    this.failed(new ZoError(code, undefined, { route: this.#start.route }));
  }

  async next(): Promise<IteratorResult<unknown, undefined>> {
    for (;;) {
      const received = this.#received.shift();
      if (received !== undefined) {
        this.#lastId = received.token ?? this.#lastId;
        this.#giveCredit();
        if (this.#session.isOpen) this.opened();
        return { value: received.event, done: false };
      }
      if (this.#phase === "ended") {
        const error = this.#error;
        this.#error = undefined;
        if (error !== undefined) throw error;
        return { value: undefined, done: true };
      }
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
  }

  async return(): Promise<IteratorResult<unknown, undefined>> {
    this.#aborted();
    return { value: undefined, done: true };
  }

  /** Half a window at a time: one credit frame for many events. */
  #giveCredit(): void {
    this.#owed += 1;
    if (this.#phase !== "sent" || this.#owed < this.#credit / 2) return;
    this.#session.write(encodeFrame(frameTypes.credit, undefined, { id: this.#id, credit: this.#owed }));
    this.#owed = 0;
  }

  event(event: unknown, token: string | undefined): void {
    this.#after = token ?? this.#after;
    this.#received.push({ event, token });
    this.#wake();
  }

  failed(error: ZoError): void {
    this.end(error);
  }

  lost(isFinal: boolean): void {
    if (isFinal) this.dropped("closed");
    else if (this.#phase === "sent") this.#phase = "lost";
  }

  /** Goes on where the old connection ended, when its reader has room for more than what came on that. */
  opened(): void {
    if (this.#phase === "lost" && this.#received.length < this.#credit) this.#subscribe();
  }

  readonly #aborted = (): void => {
    if (this.#phase === "sent") this.#session.write(encodeFrame(frameTypes.stop, undefined, { id: this.#id }));
    this.#received.length = 0;
    this.end();
  };

  end(error?: ZoError): void {
    if (this.#phase === "ended") return;
    this.#phase = "ended";
    this.#error = error;
    this.#session.ongoing.delete(this.#id);
    this.#session.queue.remove(this);
    this.#start.options.signal?.removeEventListener("abort", this.#aborted);
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
