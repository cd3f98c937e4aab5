import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "../ports/telemetry.ts";
import { operatorPaths } from "./operations/paths.ts";

/** What a log may know of a request's address: the pattern of its route, never the path or the query, which may hold a secret. */
export function patternOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? "(none)";
}

/** One line per request: when it is answered, or when the client went away before the end. */
export function logRequests(app: FastifyInstance, log: Logger): void {
  const write = (request: FastifyRequest, reply: FastifyReply): void => {
    const route = patternOf(request);
    const fields = {
      requestId: request.id,
      method: request.method,
      route,
      status: reply.raw.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      ...(reply.raw.writableFinished ? {} : { aborted: true }),
    };
    if (operatorPaths.has(route)) log.debug(fields, "request");
    else log.info(fields, "request");
  };
  app.addHook("onRequest", async (request, reply) => {
    reply.raw.once("close", () => {
      if (!reply.raw.writableFinished) write(request, reply);
    });
  });
  app.addHook("onResponse", async (request, reply) => write(request, reply));
}
