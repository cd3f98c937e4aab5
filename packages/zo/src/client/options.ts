import type { ZoError } from "../wire/error.ts";

/** `connecting`: the first time or again; `waiting`: until the next try; `closed`: for good, until `reconnect()`. */
export type ConnectionState = "connecting" | "open" | "waiting" | "closed";

export type Headers = Readonly<Record<string, string | number | boolean | undefined>>;

/** A class like the browsers' WebSocket: theirs, that of `ws`, and others. */
export type WebSocketClass = new (
  url: string,
) => {
  readonly readyState: number;
  send(data: string): void;
  close(code?: number, reason?: string): void;
};

/** An object of such a class, with the members that each declares in its own way. */
export interface WebSocketLike extends InstanceType<WebSocketClass> {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  onerror: ((event: never) => void) | null;
}

/** Time and chance, so that tests need not wait for them. */
export interface ClientClock {
  nowMs(): number;
  after(ms: number, call: () => void): () => void;
  /** At least 0, less than 1. */
  random(): number;
}

export interface CloseInfo {
  readonly code: number;
  readonly reason: string;
  /** Milliseconds until the next try; left out where there is none, or it is made at once. */
  readonly retryInMs?: number;
}

export interface ClientOptions {
  /** Sent as query parameters, which every browser can. A function is asked before each connection, for tokens that change. */
  readonly headers?: Headers | (() => Headers | Promise<Headers>);
  /** Milliseconds before the first try to reconnect, at least; 1000 unless told. */
  readonly minReconnectionDelay?: number;
  /** Milliseconds before any try to reconnect, at most; 10000 unless told. */
  readonly maxReconnectionDelay?: number;
  /** By how much the time grows with each try; 1.3 unless told. The time is drawn at random below it, so that clients do not come in step. */
  readonly reconnectionDelayGrowFactor?: number;
  /** Tries in a row until the client gives up; without end unless told. */
  readonly maxRetries?: number;
  readonly onOpen?: () => void;
  readonly onClose?: (info: CloseInfo) => void;
  readonly onError?: (error: ZoError) => void;
  /** Milliseconds for a connection to open; 10000 unless told. */
  readonly connectTimeoutMs?: number;
  /** A connection that was silent for so many milliseconds is pinged; 25000 unless told. */
  readonly pingIntervalMs?: number;
  /** Milliseconds for an answer to the ping; then the connection is taken for dead and made anew. 10000 unless told. */
  readonly pongTimeoutMs?: number;
  /** Milliseconds for a call, time in the queue included; 30000 unless told. */
  readonly callTimeoutMs?: number;
  /** Messages and calls kept while there is no connection; 1000 unless told. */
  readonly queueSize?: number;
  /** What gives way when the queue is full; `oldest` unless told. `onError` hears `queue_full` of each. */
  readonly queueDrops?: "oldest" | "newest";
  /** The global one unless told. */
  readonly WebSocket?: WebSocketClass;
  readonly clock?: ClientClock;
}

export const realClock: ClientClock = {
  nowMs: () => performance.now(),
  after: (ms, call) => {
    // What is more, timers take for nothing.
    const timer = setTimeout(call, Math.min(ms, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};
