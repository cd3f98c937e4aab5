import type {
  CallOptions,
  ClientCall,
  ClientOn,
  ClientSend,
  ClientSubscribe,
  RoutesOf,
  StreamOptions,
} from "../contract/infer.ts";
import { ZoError, type ZoErrorDetails } from "../wire/error.ts";
import { encodeFrame, frameTypes, payloadOf, readFrame, type WireFrame } from "../wire/frame.ts";
import { startCall } from "./call.ts";
import { Link, textsOf } from "./link.ts";
import { Listeners } from "./listeners.ts";
import { type ClientOptions, type CloseInfo, type ConnectionState, type Headers, realClock } from "./options.ts";
import { pathCaller } from "./path.ts";
import { OfflineQueue, type Queued } from "./queue.ts";
import type { OngoingExchange, Session } from "./session.ts";
import { ClientStream } from "./stream.ts";

export interface Client<in out R> {
  /** Sends a message, once and without an answer; kept while there is no connection, as far as the queue goes. */
  readonly send: ClientSend<R>;
  /** Listens to a message; gives what unsubscribes. */
  readonly on: ClientOn<R>;
  /** Asks, and gets the answer. */
  readonly call: ClientCall<R>;
  /** A stream of events, for `for await`. */
  readonly subscribe: ClientSubscribe<R>;
  /** Called at each opening, the first and those after reconnects, before what has waited is sent; gives what unsubscribes. */
  onOpen(listener: () => void): () => void;
  onClose(listener: (info: CloseInfo) => void): () => void;
  /** What the server answered to messages that it could not take, and messages that were dropped: `queue_full`, `closed`. */
  onError(listener: (error: ZoError) => void): () => void;
  onConnectionState(listener: (state: ConnectionState) => void): () => void;
  readonly connectionState: ConnectionState;
  /** As of a WebSocket: 0 connecting, 1 open, 2 closing, 3 closed. */
  readonly readyState: number;
  /** The server's name for this connection; undefined until it said so, another after each reconnect. */
  readonly clientId: string | undefined;
  /** Closes for good: what waits fails with `closed`, and so does what comes later. */
  close(code?: number, reason?: string): void;
  /** Makes a new connection now, after `close()`, too. */
  reconnect(): void;
  /**
   * Tells the server new headers without a new connection, and keeps them for the next ones. Without an argument the option
   * `headers` is asked again. Fails, and leaves all as it was, when the server does not take them.
   */
  refresh(headers?: Headers): Promise<void>;
}

class ZoClient implements Session {
  readonly clock;
  readonly callTimeoutMs: number;
  readonly ongoing = new Map<number, OngoingExchange>();
  readonly queue: OfflineQueue;
  readonly onError = new Listeners<ZoError>();
  readonly link: Link;
  readonly #messages = new Map<string, Listeners<unknown>>();
  #id = 0;
  clientId: string | undefined;

  constructor(url: string, options: ClientOptions) {
    this.clock = options.clock ?? realClock;
    this.callTimeoutMs = options.callTimeoutMs ?? 30_000;
    this.queue = new OfflineQueue(options.queueSize ?? 1_000, options.queueDrops ?? "oldest");
    this.link = new Link(url, { ...options, clock: this.clock }, this);
    if (options.onOpen) this.link.onOpen.add(options.onOpen);
    if (options.onClose) this.link.onClose.add(options.onClose);
    if (options.onError) this.onError.add(options.onError);
  }

  nextId(): number {
    this.#id += 1;
    return this.#id;
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
    const text = encodeFrame(route, payload);
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
      this.#handle(frame, payloadOf(frame));
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
        (frame.id === undefined ? this : exchange)?.failed(errorFrom(payload));
        return;
      default:
        this.#messages.get(frame.type)?.tell(payload);
    }
  }
}

function errorFrom(payload: unknown): ZoError {
  const told = payload as ZoErrorDetails & { readonly code: string; readonly message: string };
  return new ZoError(told.code, told.message, told);
}

/**
 * A client for a contract: `createClient<typeof appRouter>("wss://…")`. It connects at once, and again whenever the connection goes,
 * until it is closed, gives up (`maxRetries`), or the server sends it away for good (close codes 4500-4999).
 */
export function createClient<T>(url: string, options: ClientOptions = {}): Client<RoutesOf<T>> {
  type R = RoutesOf<T>;
  const client = new ZoClient(url, options);
  const { link } = client;
  link.connect();
  const listen = (route: string, [listener]: readonly unknown[]): (() => void) => {
    if (typeof listener !== "function") throw new TypeError(`client.on.${route} takes a function`);
    return client.listen(route, (payload) => listener(payload));
  };
  // The paths are the contract's: their types come from it, and at run time any path is a name.
  return {
    send: pathCaller((route, [payload]) => client.send(route, payload)) as ClientSend<R>,
    on: pathCaller(listen) as ClientOn<R>,
    call: pathCaller((route, [input, callOptions]) =>
      startCall(client, route, input, callOptions as CallOptions),
    ) as ClientCall<R>,
    subscribe: pathCaller(
      (route, [input, streamOptions]) =>
        new ClientStream(client, { route, input, options: (streamOptions ?? {}) as StreamOptions }),
    ) as ClientSubscribe<R>,
    onOpen: link.onOpen.add,
    onClose: link.onClose.add,
    onError: client.onError.add,
    onConnectionState: link.onState.add,
    get connectionState() {
      return link.state;
    },
    get readyState() {
      return link.readyState;
    },
    get clientId() {
      return client.clientId;
    },
    close: (code, reason) => link.close(code, reason),
    reconnect: () => link.reconnect(),
    refresh: (headers) => client.refresh(headers),
  };
}
