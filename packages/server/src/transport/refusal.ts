import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** Why an upgrade request gets an HTTP answer instead. */
export interface Refusal {
  readonly status: number;
  /** For programs; the body is `{"error": <text of the status>, "error_code": <this>}`. */
  readonly code: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of that body: what a dialect refuses with. */
  readonly body?: object;
}

const retrySoon = { "Retry-After": "5" };

export const refusals = {
  notFound: { status: 404, code: "NOT_FOUND" },
  notWebSocket: { status: 426, code: "UPGRADE_REQUIRED", headers: { Upgrade: "websocket" } },
  wrongVersion: { status: 426, code: "UPGRADE_REQUIRED", headers: { Upgrade: "websocket", "Sec-WebSocket-Version": "13" } },
  malformed: { status: 400, code: "BAD_REQUEST" },
  originNotAllowed: { status: 403, code: "ORIGIN_NOT_ALLOWED" },
  tooManyOfAddress: { status: 429, code: "TOO_MANY_CONNECTIONS", headers: retrySoon },
  full: { status: 503, code: "OVERLOADED", headers: retrySoon },
  failed: { status: 500, code: "INTERNAL_SERVER_ERROR" },
  admissionLate: { status: 503, code: "TIMEOUT", headers: retrySoon },
  stopping: { status: 503, code: "STOPPING", headers: retrySoon },
} as const satisfies Record<string, Refusal>;

/** Answers on the raw socket of an upgrade request, then ends it. The socket MUST have an `error` listener. */
export function refuse(socket: Duplex, refusal: Refusal): void {
  const text = STATUS_CODES[refusal.status] ?? "";
  const body = JSON.stringify(refusal.body ?? { error: text, error_code: refusal.code });
  const headers = {
    Connection: "close",
    "Content-Type": "application/json; charset=utf-8",
    "Content-Length": String(Buffer.byteLength(body)),
    ...refusal.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  // What the client may have sent already is read and dropped: unread, it would turn the end into a reset that can
  // overtake the answer.
  socket.resume();
  socket.once("finish", () => socket.destroy());
  socket.end(`HTTP/1.1 ${refusal.status} ${text}\r\n${lines.join("")}\r\n${body}`);
}
