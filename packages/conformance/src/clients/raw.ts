/**
 * A WebSocket client over bare TCP that can misbehave: half frames, unmasked frames, thousands of fragments, never reading.
 * Understands just enough of what comes back to tell a close code.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import net from "node:net";
import { setTimeout as delay } from "node:timers/promises";

export const opcodes = { continuation: 0x0, text: 0x1, binary: 0x2, close: 0x8, ping: 0x9, pong: 0xa } as const;

export interface RawFrame {
  readonly opcode: number;
  readonly payload: string | Uint8Array;
  /** False: more fragments follow. */
  readonly final?: boolean;
  /** False breaks RFC 6455, section 5.1. */
  readonly masked?: boolean;
  /** RSV1-3, which no extension here defines. */
  readonly reservedBits?: number;
  /** What the header claims; more than is there makes a half frame. */
  readonly claimedBytes?: number;
}

/** The bytes of one frame from a client (RFC 6455, section 5.2). */
export function encodeFrame(frame: RawFrame): Buffer {
  const payload = typeof frame.payload === "string" ? Buffer.from(frame.payload) : frame.payload;
  const length = frame.claimedBytes ?? payload.length;
  const first = (frame.final === false ? 0 : 0x80) | ((frame.reservedBits ?? 0) << 4) | frame.opcode;
  const maskBit = frame.masked === false ? 0 : 0x80;
  const head =
    length < 126
      ? Buffer.from([first, maskBit | length])
      : length < 65_536
        ? Buffer.from([first, maskBit | 126, length >> 8, length & 0xff])
        : Buffer.concat([Buffer.from([first, maskBit | 127]), bigEndian64(length)]);
  if (frame.masked === false) return Buffer.concat([head, payload]);
  const mask = randomBytes(4);
  return Buffer.concat([head, mask, payload.map((byte, at) => byte ^ (mask[at & 3] ?? 0))]);
}

function bigEndian64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

/** How the connection ended: the close frame's code, or null when the socket was simply cut. */
export interface RawEnd {
  readonly code: number | null;
}

export class RawSocket implements AsyncDisposable {
  readonly socket: net.Socket;
  /** Payloads of the text frames received. */
  readonly texts: string[] = [];
  readonly ended: Promise<RawEnd>;
  /** False: a close frame of the server stays without answer. */
  answersClose = true;
  /** True: pings are answered; a dead connection answers none. */
  answersPings = false;
  #buffer: Buffer = Buffer.alloc(0);
  #code: number | null = null;
  #woken: () => void = () => undefined;
  #ponged: (payload: string) => void = () => undefined;

  constructor(socket: net.Socket, head: Buffer) {
    this.socket = socket;
    this.ended = new Promise((resolve) => socket.once("close", () => resolve({ code: this.#code })));
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => this.#read(chunk));
    this.#read(head);
    socket.resume();
  }

  /** False when the socket's buffer is full or it is gone. */
  write(...frames: readonly RawFrame[]): boolean {
    return this.writeBytes(Buffer.concat(frames.map(encodeFrame)));
  }

  writeBytes(bytes: Uint8Array): boolean {
    return !this.socket.destroyed && this.socket.write(bytes);
  }

  text(value: string): boolean {
    return this.write({ opcode: opcodes.text, payload: value });
  }

  json(value: unknown): boolean {
    return this.text(JSON.stringify(value));
  }

  /** Stops reading: the kernel's buffers fill, then the server's. */
  stopReading(): void {
    this.socket.pause();
  }

  startReading(): void {
    this.socket.resume();
  }

  /** Resolves when `isTrue` holds for the texts received. */
  async until(what: string, isTrue: (texts: readonly string[]) => boolean, timeoutMs = 20_000): Promise<void> {
    const deadline = delay(timeoutMs, "late" as const, { ref: false });
    while (!isTrue(this.texts)) {
      const woken = new Promise<"woken">((resolve) => {
        this.#woken = () => resolve("woken");
      });
      const outcome = await Promise.race([woken, deadline, this.ended]);
      if (outcome === "woken" || isTrue(this.texts)) continue;
      const why = outcome === "late" ? `not within ${timeoutMs} ms` : `closed (${outcome.code})`;
      throw new Error(
        `waiting for ${what}: ${why}; ${this.texts.length} texts, last ${this.texts.slice(-5).join(" | ").slice(0, 500)}`,
      );
    }
  }

  received(part: string): Promise<void> {
    return this.until(`a text with ${part}`, (texts) => texts.some((text) => text.includes(part)));
  }

  /** The payload of the next pong; ask before the ping goes out. */
  async pong(timeoutMs = 20_000): Promise<string> {
    const ponged = new Promise<string>((resolve) => {
      this.#ponged = resolve;
    });
    const outcome = await Promise.race([ponged, this.ended, delay(timeoutMs, null, { ref: false })]);
    if (typeof outcome === "string") return outcome;
    throw new Error(outcome === null ? `no pong within ${timeoutMs} ms` : `closed (${outcome.code}) instead of a pong`);
  }

  async end(timeoutMs = 10_000): Promise<RawEnd> {
    const outcome = await Promise.race([this.ended, delay(timeoutMs, null, { ref: false })]);
    if (outcome === null) throw new Error(`the server did not end the connection within ${timeoutMs} ms`);
    return outcome;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy();
    await this.ended;
  }

  #closeReceived(payload: Buffer): void {
    this.#code ??= payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
    if (this.answersClose) this.write({ opcode: opcodes.close, payload });
  }

  #read(chunk: Buffer): void {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const frame = decodeFrame(this.#buffer);
      if (frame === null) break;
      this.#buffer = this.#buffer.subarray(frame.size);
      if (frame.opcode === opcodes.text) this.texts.push(frame.payload.toString("utf8"));
      if (frame.opcode === opcodes.ping && this.answersPings) this.write({ opcode: opcodes.pong, payload: frame.payload });
      if (frame.opcode === opcodes.pong) this.#ponged(frame.payload.toString("utf8"));
      if (frame.opcode === opcodes.close) this.#closeReceived(frame.payload);
    }
    this.#woken();
  }
}

function decodeFrame(bytes: Buffer): { readonly opcode: number; readonly payload: Buffer; readonly size: number } | null {
  if (bytes.length < 2) return null;
  const short = bytes.readUInt8(1) & 0x7f;
  const headBytes = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < headBytes) return null;
  const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < headBytes + length) return null;
  return { opcode: bytes.readUInt8(0) & 0x0f, payload: bytes.subarray(headBytes, headBytes + length), size: headBytes + length };
}

/** Connects and upgrades; rejects with the status line when the server answers anything but 101. */
export async function connectRaw(url: string, address?: string): Promise<RawSocket> {
  const { socket, head, rest } = await rawRequest(url, upgradeRequest(url), address);
  if (!head.startsWith("HTTP/1.1 101 ")) {
    socket.destroy();
    throw new Error(`upgrade refused: ${head.split("\r\n", 1)[0]}`);
  }
  return new RawSocket(socket, rest);
}

export function upgradeRequest(url: string): string {
  const { pathname, search, host } = new URL(url);
  const key = randomBytes(16).toString("base64");
  return [
    `GET ${pathname}${search} HTTP/1.1`,
    `Host: ${host}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Key: ${key}`,
    "Sec-WebSocket-Version: 13",
    "\r\n",
  ].join("\r\n");
}

/** Sends the text of a request as it is and answers the head of the response; empty when the server just closes. */
export async function rawRequest(url: string, request: string, address?: string) {
  const { hostname, port } = new URL(url);
  const socket = net.connect({ host: hostname, port: Number(port), ...(address === undefined ? {} : { localAddress: address }) });
  await once(socket, "connect");
  socket.write(request);
  let bytes = Buffer.alloc(0);
  for (;;) {
    const end = bytes.indexOf("\r\n\r\n");
    if (end >= 0) return { socket, head: bytes.toString("latin1", 0, end), rest: Buffer.from(bytes.subarray(end + 4)) };
    const chunk = await new Promise<Buffer | null>((resolve) => {
      const finish = (value: Buffer | null) => {
        socket.off("data", finish);
        socket.off("close", closed);
        socket.pause();
        resolve(value);
      };
      const closed = () => finish(null);
      socket.once("data", finish);
      socket.once("close", closed);
      socket.on("error", () => undefined);
      socket.resume();
    });
    if (chunk === null) return { socket, head: "", rest: Buffer.alloc(0) };
    bytes = Buffer.concat([bytes, chunk]);
  }
}
