import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import { type ClientOptions, WebSocket } from "ws";
import { until } from "./serve.ts";

/** A real client that remembers what it got. */
export class Client {
  readonly ws: WebSocket;
  readonly texts: string[] = [];
  /** Null while open. */
  close: { code: number; reason: string } | null = null;

  private constructor(ws: WebSocket) {
    this.ws = ws;
    ws.on("message", (data) => this.texts.push(data.toString()));
    ws.on("close", (code, reason) => {
      this.close = { code, reason: reason.toString() };
    });
  }

  static async connect(url: string, options: ClientOptions = {}): Promise<Client> {
    const client = new Client(new WebSocket(url, { perMessageDeflate: false, ...options }));
    await once(client.ws, "open");
    client.ws.on("error", () => undefined);
    return client;
  }

  send(text: string): void {
    this.ws.send(text);
  }

  async received(count: number): Promise<readonly string[]> {
    await until(() => this.texts.length >= count || this.close !== null);
    return this.texts;
  }

  async closed(): Promise<{ code: number; reason: string }> {
    await until(() => this.close !== null);
    if (this.close === null) throw new Error("unreachable");
    return this.close;
  }
}

/** The status with which an upgrade is refused, and the JSON body. */
export async function refusal(
  url: string,
  options: ClientOptions = {},
): Promise<{ status: number; body: unknown; headers: object }> {
  const ws = new WebSocket(url, options);
  ws.on("error", () => undefined);
  const [, response] = await once(ws, "unexpected-response", { signal: AbortSignal.timeout(10_000) });
  let body = "";
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, body: JSON.parse(body), headers: response.headers };
}

/** A masked client frame. */
export function clientFrame(payload: string | Buffer, head = 0x81): Buffer {
  const data = Buffer.from(payload);
  const mask = randomBytes(4);
  const header = Buffer.alloc(data.length < 126 ? 2 : data.length < 65_536 ? 4 : 10);
  header[0] = head;
  if (header.length === 2) header[1] = 0x80 | data.length;
  else if (header.length === 4) header[1] = 0x80 | 126;
  else header[1] = 0x80 | 127;
  if (header.length === 4) header.writeUInt16BE(data.length, 2);
  if (header.length === 10) header.writeBigUInt64BE(BigInt(data.length), 2);
  for (let index = 0; index < data.length; index++) data[index] = (data[index] ?? 0) ^ (mask[index % 4] ?? 0);
  return Buffer.concat([header, mask, data]);
}

const sync = { finishFlush: constants.Z_SYNC_FLUSH };

/** The payload of a compressed message (RFC 7692, section 7.2.1), with nothing remembered from the one before. */
export function deflatedAlone(text: string | Buffer): Buffer {
  return deflateRawSync(text, sync).subarray(0, -4);
}

function inflatedAlone(payload: Buffer): Buffer {
  return inflateRawSync(Buffer.concat([payload, Buffer.from([0, 0, 0xff, 0xff])]), sync);
}

/** A masked client frame of a whole compressed text. */
export function compressedFrame(text: string | Buffer): Buffer {
  return clientFrame(deflatedAlone(text), 0xc1);
}

/** What browsers ask for. */
export const deflateOffer = { "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits" };

interface RawOptions {
  readonly paused?: boolean;
  readonly path?: string;
  /** Goes on writing when the server has ended. */
  readonly allowHalfOpen?: boolean;
  readonly headers?: Record<string, string>;
}

/** A client that writes bytes and reads only when asked to. */
export class RawClient {
  readonly socket: Socket;
  /** Status line and headers of the upgrade's answer. */
  answer = "";
  /** All that came after the upgrade's answer. */
  received = Buffer.alloc(0);
  isClosed = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.isClosed = true;
    });
  }

  /** Connects and upgrades; reads from then on unless `paused`. */
  static async connect(port: number, options: RawOptions = {}): Promise<RawClient> {
    const client = new RawClient(connect({ port, host: "127.0.0.1", allowHalfOpen: options.allowHalfOpen ?? false }));
    client.socket.write(upgradeRequest({ path: options.path ?? "/talk", headers: options.headers ?? {} }));
    while (!client.received.includes("\r\n\r\n")) {
      const [chunk] = await once(client.socket, "data");
      client.received = Buffer.concat([client.received, chunk]);
    }
    client.answer = client.received.toString("latin1", 0, client.received.indexOf("\r\n\r\n"));
    client.received = client.received.subarray(client.received.indexOf("\r\n\r\n") + 4);
    client.socket.pause();
    client.socket.on("data", (chunk: Buffer) => {
      client.received = Buffer.concat([client.received, chunk]);
    });
    if (options.paused === true) client.socket.pause();
    else client.socket.resume();
    return client;
  }

  /** The code of the close frame; null when none came. */
  closeCode(): number | null {
    const close = this.#frames().find(({ opcode }) => opcode === 8);
    return close === undefined ? null : close.payload.readUInt16BE(0);
  }

  /** Of all whole frames received. Throws when the bytes are no frames. */
  opcodes(): number[] {
    return this.#frames().map(({ opcode }) => opcode);
  }

  /** Of all data frames, whether each was compressed, and what it says when each is inflated by itself. */
  texts(): { isCompressed: boolean; text: string }[] {
    return this.#frames().flatMap(({ opcode, isCompressed, payload }) =>
      opcode === 1 ? [{ isCompressed, text: (isCompressed ? inflatedAlone(payload) : payload).toString() }] : [],
    );
  }

  #frames(): { opcode: number; isCompressed: boolean; payload: Buffer }[] {
    const frames: { opcode: number; isCompressed: boolean; payload: Buffer }[] = [];
    const bytes = this.received;
    for (let offset = 0; offset + 2 <= bytes.length; ) {
      const [head = 0, short = 0] = bytes.subarray(offset);
      if (![0x81, 0xc1, 0x88, 0x89, 0x8a].includes(head)) throw new Error(`no frame at ${offset}`);
      const extended = short < 126 ? 0 : short === 126 ? 2 : 8;
      if (offset + 2 + extended > bytes.length) break;
      const length = extended === 0 ? short : bytes.readUIntBE(offset + 2 + (extended === 8 ? 2 : 0), extended === 8 ? 6 : 2);
      const from = offset + 2 + extended;
      if (from + length > bytes.length) break;
      frames.push({ opcode: head & 0x0f, isCompressed: (head & 0x40) !== 0, payload: bytes.subarray(from, from + length) });
      offset = from + length;
    }
    return frames;
  }

  /** Waits for a close frame or the end of the socket, whatever comes first. */
  async ended(): Promise<number | null> {
    await until(() => this.isClosed || this.closeCode() !== null);
    return this.closeCode();
  }
}

/** The bytes of an upgrade request. */
export function upgradeRequest(options: { path?: string; method?: string; headers?: Record<string, string> } = {}): string {
  const headers: Record<string, string> = {
    Host: "localhost",
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
    "Sec-WebSocket-Version": "13",
    ...options.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `${options.method ?? "GET"} ${options.path ?? "/talk"} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
}
