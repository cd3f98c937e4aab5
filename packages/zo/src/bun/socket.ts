import type { OutFrame, Peer, PeerSocket } from "../server/port.ts";
import type { Flushable, Turn } from "../server/turn.ts";
import type { NativeSocket } from "./native.ts";

const isOpen = 1;
/** 123 bytes fit into a close frame; a character has at most three. */
const maxReasonChars = 41;

type State =
  | { readonly kind: "open" }
  /** Bun forgets a socket that it was told to close, and keeps what it still has to send for as long as nobody reads it. So closing waits for that. */
  | { readonly kind: "draining"; readonly code: number; readonly reason: string }
  | { readonly kind: "closed" };

/** A native socket of Bun. What one turn of the event loop says to it is one write. */
export class BunSocket implements PeerSocket, Flushable {
  readonly #native: NativeSocket;
  readonly #turn: Turn;
  #peer: Peer | undefined;
  #state: State = { kind: "open" };
  #pending: OutFrame[] = [];
  /** Not encoded yet, so not counted in bytes; for the rest of one turn only. */
  #pendingChars = 0;

  constructor(native: NativeSocket, turn: Turn) {
    this.#native = native;
    this.#turn = turn;
  }

  listen(peer: Peer): void {
    this.#peer = peer;
  }

  message(message: string | Uint8Array): void {
    if (typeof message === "string") this.#peer?.message(message);
    else this.#peer?.binary();
  }

  alive(): void {
    this.#peer?.alive();
  }

  closed(): void {
    this.#state = { kind: "closed" };
    this.#pending = [];
    // Bun tells within `close()` already; the port's order is: first closed, then told.
    queueMicrotask(() => this.#peer?.closed());
  }

  get unsentBytes(): number {
    return this.#pendingChars + this.#native.getBufferedAmount();
  }

  send(frame: OutFrame): void {
    if (this.#state.kind !== "open") return;
    if (this.#pending.push(frame) === 1) this.#turn.add(this);
    this.#pendingChars += frame.text.length;
  }

  flush(): void {
    const pending = this.#pending;
    if (pending.length === 0) return;
    this.#pending = [];
    this.#pendingChars = 0;
    if (this.#native.readyState !== isOpen) return;
    this.#native.cork(() => {
      for (const { text } of pending) this.#native.send(text);
    });
  }

  /** The network took what there was. */
  drained(): void {
    if (this.#state.kind !== "draining" || this.#native.getBufferedAmount() > 0) return;
    this.#native.close(this.#state.code, this.#state.reason);
  }

  ping(): void {
    if (this.#native.readyState === isOpen) this.#native.ping();
  }

  close(code: number, reason: string): void {
    if (this.#state.kind !== "open") return;
    this.flush();
    this.#state = { kind: "draining", code, reason: reason.slice(0, maxReasonChars) };
    this.drained();
  }

  terminate(): void {
    if (this.#native.readyState === isOpen) this.#native.terminate();
  }
}
