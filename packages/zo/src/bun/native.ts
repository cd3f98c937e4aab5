/** The parts of Bun's API that the adapter uses (https://bun.com/docs/api/websockets), so that it compiles where Bun's types are not. */

/** `ServerWebSocket`. */
export interface NativeSocket {
  readonly data: unknown;
  /** 1 while open. */
  readonly readyState: number;
  send(data: string): number;
  /** Bytes that the network has not taken. */
  getBufferedAmount(): number;
  /** Makes one write of the frames that `write` sends. */
  cork(write: () => void): unknown;
  ping(): number;
  close(code?: number, reason?: string): void;
  terminate(): void;
}

/** `Server`, as `fetch` gets it. */
export interface NativeServer {
  upgrade(request: Request, options: { data: unknown }): boolean;
}

/** The `websocket` of `Bun.serve`. Methods, because Bun's own socket type says more than {@link NativeSocket}. */
export interface NativeHandlers {
  readonly perMessageDeflate: boolean;
  readonly maxPayloadLength: number;
  readonly backpressureLimit: number;
  readonly closeOnBackpressureLimit: boolean;
  readonly idleTimeout: number;
  readonly sendPings: boolean;
  open(socket: NativeSocket): void;
  message(socket: NativeSocket, message: string | Uint8Array): void;
  drain(socket: NativeSocket): void;
  ping(socket: NativeSocket): void;
  pong(socket: NativeSocket): void;
  close(socket: NativeSocket): void;
}
