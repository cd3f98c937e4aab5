import type { Duplex } from "node:stream";
import { WebSocket } from "ws";
import type { OutFrame, Peer, PeerSocket } from "../server/port.ts";
import type { Flushable, Turn } from "../server/turn.ts";

/** A socket of `ws`, to which data frames are written whole, beside it: they were built once for all who get them. */
export class NodeSocket implements PeerSocket, Flushable {
  readonly #ws: WebSocket;
  readonly #raw: Duplex;
  readonly #turn: Turn;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;

  constructor(ws: WebSocket, raw: Duplex, turn: Turn) {
    this.#ws = ws;
    this.#raw = raw;
    this.#turn = turn;
  }

  listen(peer: Peer): void {
    const ws = this.#ws;
    ws.on("message", (data, isBinary) => {
      if (isBinary) peer.binary();
      else peer.message(data.toString());
    });
    ws.on("ping", () => peer.alive());
    ws.on("pong", () => peer.alive());
    ws.on("close", () => peer.closed());
    // `ws` answers a broken frame with its close code by itself, and `close` follows.
    ws.on("error", () => undefined);
  }

  get unsentBytes(): number {
    return this.#pendingBytes + this.#raw.writableLength;
  }

  send(frame: OutFrame): void {
    if (this.#ws.readyState !== WebSocket.OPEN) return;
    if (this.#pending.push(frame.wire) === 1) this.#turn.add(this);
    this.#pendingBytes += frame.wire.length;
  }

  flush(): void {
    const [first] = this.#pending;
    if (first !== undefined && this.#ws.readyState === WebSocket.OPEN && this.#raw.writable) {
      const bytes = this.#pending.length === 1 ? first : Buffer.concat(this.#pending);
      this.#raw.write(this.#raw.writableLength > 0 ? inOwnMemory(bytes) : bytes);
    }
    this.#pending = [];
    this.#pendingBytes = 0;
  }

  ping(): void {
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.ping();
  }

  close(code: number, reason: string): void {
    this.flush();
    this.#ws.close(code, reason.slice(0, maxReasonChars));
  }

  terminate(): void {
    this.#ws.terminate();
  }

  pause(): void {
    this.#ws.pause();
  }

  resume(): void {
    this.#ws.resume();
  }
}

/** What waits behind other bytes may wait long: as a piece of a pool it would keep all of the pool, which no bound counts. */
export function inOwnMemory(bytes: Uint8Array): Uint8Array {
  return bytes.length === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}

/** 123 bytes fit into a close frame; a character has at most three. */
const maxReasonChars = 41;
