import type { FastifyInstance } from "fastify";
import { operatorPaths } from "./operations/paths.ts";
import { patternOf } from "./request-log.ts";

/**
 * Lets pages of any origin use the API (Fetch standard, "CORS protocol"): existing clients are served from elsewhere. No harm comes of it,
 * because nothing here goes by cookies or any other credential that a browser would add by itself.
 */
export function allowOrigins(app: FastifyInstance): void {
  app.addHook("onRequest", async (request, reply) => {
    if (operatorPaths.has(patternOf(request))) return;
    reply.header("access-control-allow-origin", "*");
    reply.header("access-control-expose-headers", "content-disposition, retry-after, x-request-id");
  });
}

/** The answer to the question a browser asks first. */
export function preflightHeaders(methods: readonly string[]): Readonly<Record<string, string>> {
  return {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": methods.join(", "),
    "access-control-allow-headers": "authorization, content-type",
    "access-control-max-age": "86400",
  };
}
