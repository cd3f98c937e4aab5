/** Sends what a route answered, whatever kind of body it is. */
import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import type { DialectAnswer } from "../dialects/contract.ts";
import type { Logger } from "../ports/telemetry.ts";

export function sendAnswer(reply: FastifyReply, answer: DialectAnswer, log: Logger): FastifyReply {
  const { status, body, headers = {} } = answer;
  reply.code(status);
  if (body === null) return reply.headers(headers).send();
  if (typeof body === "string") return reply.type("text/plain; charset=utf-8").headers(headers).send(body);
  reply.type("application/json; charset=utf-8").headers(headers);
  return reply.send(isStream(body) ? streamOf(body, reply, log) : JSON.stringify(body));
}

function isStream(body: object): body is AsyncIterable<string> {
  return Symbol.asyncIterator in body;
}

/**
 * Pulls the next text only when the socket took the one before. When the client goes away the iteration ends;
 * when the iteration fails the connection is cut, so that half an answer is never taken for a whole one.
 */
function streamOf(texts: AsyncIterable<string>, reply: FastifyReply, log: Logger): Readable {
  const stream = Readable.from(texts, { objectMode: false });
  stream.on("error", (err) => log.error({ requestId: reply.request.id, err }, "a streamed answer broke off"));
  return stream;
}
