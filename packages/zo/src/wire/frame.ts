import { pack, type RichNote, unpack } from "./rich.ts";

/** A frame as it is read: `type` says what it is, everything else depends on it (PROTOCOL.md, F1-F4). */
export interface WireFrame {
  readonly type: string;
  readonly payload?: unknown;
  /** A call's or a stream's number, chosen by the client. */
  readonly id?: unknown;
  readonly rich?: unknown;
  /** The resume token of a tracked event. */
  readonly token?: unknown;
  readonly credit?: unknown;
  readonly after?: unknown;
}

/** Members of a frame beside `type` and `payload`. */
export interface FrameExtras {
  readonly id?: number | undefined;
  readonly token?: string | undefined;
  readonly credit?: number | undefined;
  readonly after?: string | undefined;
  readonly rich?: readonly RichNote[] | undefined;
}

/** Names of frames that are not routes. No contract has a route in `zo`. */
export const frameTypes = {
  hello: "zo.hello",
  ping: "zo.ping",
  pong: "zo.pong",
  error: "zo.error",
  result: "zo.result",
  event: "zo.event",
  end: "zo.end",
  credit: "zo.credit",
  stop: "zo.stop",
  refresh: "zo.refresh",
} as const;

/** @throws {RichError} when the payload holds what cannot cross the wire. */
export function encodeFrame(type: string, payload?: unknown, extras?: FrameExtras): string {
  if (payload === undefined) return plainFrame(type, payload, extras);
  const { json, notes } = pack(payload);
  // No notes, no `rich`: JSON leaves out what is undefined.
  return plainFrame(type, json, { ...extras, rich: notes[0] && notes });
}

/** A frame whose payload, if it has one, is plain JSON. */
export function plainFrame(type: string, payload?: unknown, extras?: FrameExtras): string {
  return JSON.stringify({ type, payload, ...extras });
}

/** The frame in `text`, its payload not yet put together; undefined when it is none. */
export function readFrame(text: string): WireFrame | undefined {
  let frame: unknown;
  try {
    // A key "__proto__", however it is written, is nobody's honest payload; a reviver is slow, so only the suspect pay for it.
    frame = /__proto__|\\u/i.test(text) ? JSON.parse(text, refuseProto) : JSON.parse(text);
  } catch {
    return undefined;
  }
  return isFrame(frame) ? frame : undefined;
}

function refuseProto(key: string, value: unknown): unknown {
  if (key === "__proto__") throw new SyntaxError("__proto__");
  return value;
}

function isFrame(value: unknown): value is WireFrame {
  // Of what JSON holds only an object has members of this name.
  return typeof (value as { readonly type?: unknown } | null)?.type === "string";
}

/** @throws {RichError} when the notes do not fit the payload. */
export function payloadOf(frame: WireFrame): unknown {
  return unpack(frame.payload, frame.rich);
}

/** A number that names a call or stream: a safe integer, not negative. */
export function isFrameId(id: unknown): id is number {
  return Number.isSafeInteger(id) && Number(id) >= 0;
}
