import { ZoError, type ZoErrorDetails } from "../wire/error.ts";
import { frameTypes, readFrame, type WireFrame } from "../wire/frame.ts";
import { startCall } from "./call.ts";
import { Link, textsOf } from "./link.ts";
import { Listeners } from "./listeners.ts";
import { type ClientOptions, type Headers, realClock } from "./options.ts";
import { OfflineQueue, type Queued } from "./queue.ts";
import type { Codec, OngoingExchange, Session } from "./session.ts";

/** One connection's worth of calls and messages after the other; what the clients are faces of. */
export class ZoClient implements Session {
  readonly codec: Codec;
  readonly clock;
  readonly callTimeoutMs: number;
  readonly ongoing = new Map<number, OngoingExchange>();
  readonly queue: OfflineQueue;
  readonly onError = new Listeners<ZoError>();
  readonly link: Link;
  readonly #messages = new Map<string, Listeners<unknown>>();
  #id = 0;
  clientId: string | undefined;

  constructor(url: string, options: ClientOptions, codec: Codec) {
    this.codec = codec;
    this.clock = options.clock ?? realClock;
    this.callTimeoutMs = options.callTimeoutMs ?? 30_000;
    this.queue = new OfflineQueue(options.queueSize ?? 1_000, options.queueDrops ?? "oldest");
    this.link = new Link(url, { ...options, clock: this.clock }, this);
    if (options.onOpen) this.link.onOpen.add(options.onOpen);
    if (options.onClose) this.link.onClose.add(options.onClose);
    if (options.onError) this.onError.add(options.onError);
  }

  nextId(): number {
    return ++this.#id;
  }

  get isOpen(): boolean {
    return this.link.isOpen;
  }

  enqueue(item: Queued): void {
    if (this.isOpen) item.send();
    else if (this.link.state === "closed") item.dropped("closed");
    else this.queue.push(item);
  }

  write(text: string): void {
    if (this.isOpen) this.link.send(text);
  }

  send(route: string, payload: unknown): void {
    const text = this.codec.encode(route, payload);
    this.enqueue({
      send: () => this.write(text),
      dropped: (code) => this.failed(new ZoError(code, undefined, { route })),
    });
  }

  listen(route: string, listener: (payload: unknown) => void): () => void {
    const listeners = this.#messages.get(route) ?? new Listeners<unknown>();
    this.#messages.set(route, listeners);
    return listeners.add(listener);
  }

  async refresh(headers?: Headers): Promise<void> {
    const asked = headers ?? this.link.headers;
    if (this.isOpen) {
      await startCall(this, frameTypes.refresh, Object.fromEntries(await textsOf(asked)));
    }
    this.link.headers = asked;
    // A connection that is under way was asked for with the old ones.
    if (this.link.state === "connecting") this.link.connect();
  }

  opened(): void {
    for (const exchange of this.ongoing.values()) exchange.opened?.();
    this.#requeue();
  }

  lost(isFinal: boolean): void {
    this.clientId = undefined;
    for (const exchange of this.ongoing.values()) exchange.lost(isFinal);
    if (isFinal) this.#requeue();
  }

  /** Sends what waits, or drops it, as the connection is now. */
  #requeue(): void {
    for (const item of this.queue.take()) this.enqueue(item);
  }

  failed(error: ZoError): void {
    // biome-ignore lint/suspicious/noConsole: nobody listens, and an error is never swallowed
    if (this.onError.size === 0) console.error(error);
    this.onError.tell(error);
  }

  message(text: string): void {
    const frame = readFrame(text);
    try {
      if (frame === undefined) throw new SyntaxError("the server sent what is no frame");
      this.#handle(frame, this.codec.payloadOf(frame));
    } catch (error) {
      this.failed(new ZoError("bad_frame", String(error), { route: frame?.type }));
    }
  }

  #handle(frame: WireFrame, payload: unknown): void {
    // The server of this client's own contract is taken at its word, here and below.
    const exchange = this.ongoing.get(frame.id as number);
    switch (frame.type) {
      case frameTypes.hello:
        this.clientId = (payload as { readonly clientId: string }).clientId;
        this.link.greeted();
        return;
      case frameTypes.result:
        exchange?.result?.(payload);
        return;
      case frameTypes.event:
        exchange?.event?.(payload, frame.token as string | undefined);
        return;
      case frameTypes.end:
        exchange?.end?.();
        return;
      case frameTypes.error:
        // The answer to a call that was given up is nobody's.
        (frame.id === undefined ? this : exchange)?.failed(errorFrom(payload as Told));
        return;
      default:
        this.#messages.get(frame.type)?.tell(payload);
    }
  }
}

type Told = ZoErrorDetails & { readonly code: string; readonly message: string };
const errorFrom = (told: Told): ZoError => new ZoError(told.code, told.message, told);
