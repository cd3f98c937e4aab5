/**
 * The port between the hub and a runtime's sockets. An adapter asks the hub to `admit` an upgrade, answers a refusal as HTTP, and
 * on admission finishes the handshake and gives the hub a {@link PeerSocket}; from then on it tells the {@link Peer} what comes in.
 */

/** A text frame to clients, shared by all who get it. */
export class OutFrame {
  readonly text: string;
  #wire: Uint8Array<ArrayBuffer> | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** The frame as a server writes it (RFC 6455, 5.2: final, text, not masked), made once. For adapters that write to raw sockets. */
  get wire(): Uint8Array<ArrayBuffer> {
    this.#wire ??= textFrame(this.text);
    return this.#wire;
  }
}

/** `Buffer` is where raw sockets are; its pool and its writer cost a fraction of an array and a `TextEncoder` for each frame. */
function textFrame(text: string): Uint8Array<ArrayBuffer> {
  const bodyBytes = Buffer.byteLength(text);
  const headBytes = bodyBytes < 126 ? 2 : bodyBytes < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headBytes + bodyBytes);
  frame[0] = 0x81;
  if (headBytes === 2) frame[1] = bodyBytes;
  else if (headBytes === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(bodyBytes, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(bodyBytes), 2);
  }
  frame.write(text, headBytes);
  return frame;
}

/** One socket, as the hub uses it. No method throws, whatever state the socket is in. */
export interface PeerSocket {
  /** MUST keep the order of calls. MAY wait until the end of the event loop's turn to write several at once. */
  send(frame: OutFrame): void;
  /** What `send` took and the network has not: MUST count what the adapter still holds, or slow readers are not found. */
  readonly unsentBytes: number;
  /** Sends a ping of the WebSocket protocol. */
  ping(): void;
  /** MUST write what was sent before; the peer hears `closed` afterwards. */
  close(code: number, reason: string): void;
  /** Cuts the socket; the peer hears `closed`. */
  terminate(): void;
  /** Stops reading, where the runtime can; frames already read may still come. */
  pause?(): void;
  resume?(): void;
}

/** One connection, as its adapter tells it what happens. */
export interface Peer {
  /** A whole text message. The adapter MUST refuse larger ones than `frameBytes` with 1009. */
  message(text: string): void;
  /** A binary message: closes the connection with 1003. */
  binary(): void;
  /** A pong, or a ping of the other side. */
  alive(): void;
  /** MUST be told once, whoever closed. */
  closed(): void;
}

export interface UpgradeRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** What follows the `?` of the request's target, or nothing. */
  readonly query: string;
}

/** An upgrade that is answered as HTTP, with `body` as JSON. */
export interface Refusal {
  readonly isAdmitted: false;
  readonly status: number;
  readonly body: { readonly error: string; readonly code?: string; readonly details?: unknown };
}

/** MUST end in exactly one of `open` and `abandon`. */
export interface Admission {
  readonly isAdmitted: true;
  readonly clientId: string;
  open(socket: PeerSocket): Peer;
  /** The socket went before the handshake was done. */
  abandon(): void;
}

/** Time, so that tests need not wait for it. Never goes backwards. */
export interface Clock {
  nowMs(): number;
  /** Calls once, after `ms`; gives what cancels. */
  after(ms: number, call: () => void): () => void;
}

/** Timers that are to wait longer, or for ever, run at once instead. */
const maxTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  after: (ms, call) => {
    const timer: ReturnType<typeof setTimeout> | { unref(): void } = setTimeout(call, Math.min(ms, maxTimerMs));
    // Node and Bun: a heartbeat alone keeps no process alive.
    if (typeof timer === "object") timer.unref();
    return () => clearTimeout(timer as ReturnType<typeof setTimeout>);
  },
};
