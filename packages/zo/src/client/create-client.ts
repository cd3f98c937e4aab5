import type {
  CallOptions,
  ClientCall,
  ClientOn,
  ClientSend,
  ClientSubscribe,
  RoutesOf,
  StreamOptions,
} from "../contract/infer.ts";
import type { ZoError } from "../wire/error.ts";
import { encodeFrame, payloadOf, plainFrame } from "../wire/frame.ts";
import { startCall } from "./call.ts";
import type { ClientOptions, CloseInfo, ConnectionState, Headers } from "./options.ts";
import { pathCaller } from "./path.ts";
import type { Codec } from "./session.ts";
import { ClientStream } from "./stream.ts";
import { ZoClient } from "./zo-client.ts";

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

const plainCodec: Codec = {
  encode: plainFrame,
  payloadOf: ({ payload, rich }) => {
    if (rich !== undefined) throw new SyntaxError("not plain JSON: createClient reads it");
    return payload;
  },
};

/**
 * A client for a contract: `createClient<typeof appRouter>("wss://…")`. It connects at once, and again whenever the connection goes,
 * until it is closed, gives up (`maxRetries`), or the server sends it away for good (close codes 4500-4999).
 */
export function createClient<T>(url: string, options: ClientOptions = {}): Client<RoutesOf<T>> {
  const client = new ZoClient(url, options, { encode: encodeFrame, payloadOf });
  return faceOf<RoutesOf<T>>(
    client,
    (route, [input, streamOptions]) =>
      new ClientStream(client, { route, input, options: (streamOptions ?? {}) as StreamOptions }),
  );
}

/** A client without streams. */
export type PlainClient<R> = Omit<Client<R>, "subscribe">;

/**
 * The same for contracts whose payloads are plain JSON and that are used without streams; two thirds of the size. What JSON has no form for is
 * sent as `JSON.stringify` has it; a payload that holds more than JSON is told to `onError` as `bad_frame`.
 */
export function createPlainClient<T>(url: string, options: ClientOptions = {}): PlainClient<RoutesOf<T>> {
  return faceOf(new ZoClient(url, options, plainCodec), () => undefined);
}

function faceOf<R>(client: ZoClient, subscribe: Parameters<typeof pathCaller>[0]): Client<R> {
  const { link } = client;
  link.connect();
  const listen = (route: string, [listener]: readonly unknown[]): (() => void) => {
    if (typeof listener !== "function") throw new TypeError(`on.${route} takes a function`);
    return client.listen(route, (payload) => listener(payload));
  };
  // The paths are the contract's: their types come from it, and at run time any path is a name.
  return {
    send: pathCaller((route, [payload]) => client.send(route, payload)) as ClientSend<R>,
    on: pathCaller(listen) as ClientOn<R>,
    call: pathCaller((route, [input, callOptions]) =>
      startCall(client, route, input, callOptions as CallOptions),
    ) as ClientCall<R>,
    subscribe: pathCaller(subscribe) as ClientSubscribe<R>,
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
