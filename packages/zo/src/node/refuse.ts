import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Refusal } from "../server/port.ts";

export function asksForWebSocket(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === "websocket";
}

/** Answers an upgrade as plain HTTP, and ends the socket. */
export function refuse(socket: Duplex, { status, body }: Pick<Refusal, "status" | "body">): void {
  const json = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Refused"}`,
    "Connection: close",
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(json)}`,
    ...(status === 426 ? ["Upgrade: websocket"] : []),
  ];
  // What the client may have sent already is read and dropped: unread, it would turn the end into a reset that overtakes the answer.
  socket.resume();
  socket.end(`${head.join("\r\n")}\r\n\r\n${json}`, () => socket.destroy());
}
