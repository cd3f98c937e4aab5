/** A WebSocket client that costs next to nothing: what is measured is the server, on the same two cores. */
import { once } from "node:events";
import net from "node:net";

const key = "AAAAAAAAAAAAAAAAAAAAAA==";

/** A masked text frame; a mask of zeros leaves the payload as it is (RFC 6455, section 5.3 asks for a fresh one of browsers). */
export function clientFrame(value: unknown): Buffer {
  return clientTextFrame(JSON.stringify(value));
}

/** The same for a text that is not JSON. */
export function clientTextFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const long = payload.length > 125;
  const head = Buffer.alloc(long ? 8 : 6);
  head[0] = 0x81;
  head[1] = 0x80 | (long ? 126 : payload.length);
  if (long) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

export class Talker {
  readonly socket: net.Socket;
  /** Whole frames received since the upgrade. */
  frames = 0;
  /** Called after each read that brought whole frames, with how many. */
  onFrames: ((count: number) => void) | null = null;
  /** Called with each whole frame, its head included, before `onFrames`; the bytes are the reader's only until it returns. */
  onFrame: ((frame: Buffer) => void) | null = null;
  #rest: Buffer = Buffer.alloc(0);

  private constructor(socket: net.Socket) {
    this.socket = socket;
  }

  /** `address`: the local one to come from; on loopback any of 127.0.0.0/8. `extensions`: what to offer, a header's worth. */
  static async connect(url: string, address = "127.0.0.1", extensions: string | null = null): Promise<Talker> {
    const { hostname, port, pathname, search } = new URL(url);
    const socket = net.connect({ host: hostname, port: Number(port), localAddress: address, noDelay: true });
    await once(socket, "connect");
    const offer = extensions === null ? "" : `Sec-WebSocket-Extensions: ${extensions}\r\n`;
    socket.write(
      `GET ${pathname}${search} HTTP/1.1\r\nHost: bench\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n${offer}\r\n`,
    );
    let head = Buffer.alloc(0);
    while (!head.includes("\r\n\r\n")) head = Buffer.concat([head, await chunkOf(socket)]);
    if (!head.toString("latin1").startsWith("HTTP/1.1 101")) throw new Error(head.toString("latin1").split("\r\n", 1)[0]);
    const talker = new Talker(socket);
    talker.#read(head.subarray(head.indexOf("\r\n\r\n") + 4));
    socket.on("data", (chunk: Buffer) => talker.#read(chunk));
    return talker;
  }

  send(frame: Buffer): void {
    this.socket.write(frame);
  }

  /** Resolves when so many frames have come since the upgrade. */
  async received(count: number): Promise<void> {
    while (this.frames < count) await new Promise<void>((resolve) => (this.onFrames = () => resolve()));
    this.onFrames = null;
  }

  #read(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    let count = 0;
    for (;;) {
      const end = frameEnd(bytes, at);
      if (end > bytes.length) break;
      this.onFrame?.(bytes.subarray(at, end));
      at = end;
      count += 1;
    }
    this.#rest = bytes.subarray(at);
    this.frames += count;
    if (count > 0) this.onFrames?.(count);
  }
}

async function chunkOf(socket: net.Socket): Promise<Buffer> {
  const [chunk]: unknown[] = await once(socket, "data");
  return Buffer.isBuffer(chunk) ? chunk : Buffer.alloc(0);
}

/** Where the frame that begins at `at` ends; past the end of `bytes` when not all of it is there. */
function frameEnd(bytes: Buffer, at: number): number {
  const short = (bytes[at + 1] ?? 0) & 0x7f;
  if (at + 2 > bytes.length) return Number.POSITIVE_INFINITY;
  if (short < 126) return at + 2 + short;
  if (at + 10 > bytes.length)
    return short === 126 && at + 4 <= bytes.length ? at + 4 + bytes.readUInt16BE(at + 2) : Number.POSITIVE_INFINITY;
  return short === 126 ? at + 4 + bytes.readUInt16BE(at + 2) : at + 10 + bytes.readUIntBE(at + 4, 6);
}

/** The text of a server's frame. */
export function textOf(frame: Buffer): string {
  const short = frame[1] ?? 0;
  return frame.toString("utf8", short < 126 ? 2 : short === 126 ? 4 : 10);
}
