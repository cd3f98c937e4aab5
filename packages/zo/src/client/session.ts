import type { ZoError } from "../wire/error.ts";
import type { FrameExtras, WireFrame } from "../wire/frame.ts";
import type { ClientClock } from "./options.ts";
import type { OfflineQueue, Queued } from "./queue.ts";

/** A call or stream that waits for the server. */
export interface OngoingExchange {
  result?(value: unknown): void;
  event?(value: unknown, token: string | undefined): void;
  end?(): void;
  failed(error: ZoError): void;
  /** There is no connection, or no longer; `isFinal` when no other will follow. */
  lost(isFinal: boolean): void;
  /** There is a new connection. */
  opened?(): void;
}

/** How payloads become frames and come out of them. */
export interface Codec {
  /** Throws where the payload cannot cross the wire. */
  encode(route: string, payload?: unknown, extras?: FrameExtras): string;
  /** Throws where the frame's notes do not fit its payload. */
  payloadOf(frame: WireFrame): unknown;
}

/** What calls and streams use of the client. */
export interface Session {
  readonly ongoing: Map<number, OngoingExchange>;
  readonly queue: OfflineQueue;
  readonly clock: ClientClock;
  readonly codec: Codec;
  readonly callTimeoutMs: number;
  readonly isOpen: boolean;
  nextId(): number;
  /** Sends now, or when there is a connection; drops what comes when the client is closed. */
  enqueue(item: Queued): void;
  /** Sends now, or not at all. */
  write(text: string): void;
}
