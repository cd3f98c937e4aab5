/** Turns whatever went wrong into an answer of the house form, and logs what nobody expected. */
import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "../ports/telemetry.ts";
import { Refusal, refusalOf, refuse, refuseHttp } from "./refusal.ts";
import { patternOf } from "./request-log.ts";

export function newRequestId(): string {
  return randomUUID();
}

/** Fastify's error handler. The correlation id of an unknown error is the request's id. */
export function errorHandler(log: Logger) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const refusal = refusalOf(error) ?? unknownError(error, request, log);
    return reply
      .code(refusal.status)
      .headers(refusal.headers)
      .header("cache-control", "no-store")
      .type("application/json; charset=utf-8")
      .send(JSON.stringify(refusal.body));
  };
}

function unknownError(err: unknown, request: FastifyRequest, log: Logger): Refusal {
  log.error({ requestId: request.id, method: request.method, route: patternOf(request), err }, "request failed");
  const { status, body } = refuse("internal");
  return new Refusal(status, { ...body, correlation_id: request.id });
}

/**
 * Answers what Node's parser refuses before there is a request: headers too large (431), too slow (408), not HTTP (400). `mayTakeLonger`
 * tells of whom the time is not taken by the parser, which knows one time for all: it asks once for each request and leaves the rest to us.
 */
export function refuseConnection(
  error: Error & { readonly code?: string },
  socket: Duplex,
  mayTakeLonger: (socket: Duplex) => boolean = () => false,
): void {
  if (error.code === "ERR_HTTP_REQUEST_TIMEOUT" && mayTakeLonger(socket)) return;
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, body } = refusalOfParser(error.code);
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(text)}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${text}`);
}

function refusalOfParser(code: string | undefined): Refusal {
  if (code === "HPE_HEADER_OVERFLOW") return refuseHttp("HEADERS_TOO_LARGE");
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return refuseHttp("REQUEST_TIMEOUT");
  return refuse("bad_request");
}
