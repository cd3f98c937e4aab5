import type { FastifyInstance } from "fastify";
import { operatorPaths } from "./operations/paths.ts";
import { patternOf } from "./request-log.ts";

export type AllowedOrigins = readonly string[];

/**
 * Lets pages of the allowed origins, of any by default, use the API (Fetch standard, "CORS protocol"): existing clients are served from elsewhere. No harm comes of it,
 * because nothing here goes by cookies or any other credential that a browser would add by itself.
 */
export function allowOrigins(app: FastifyInstance, allowed: AllowedOrigins): void {
  app.addHook("onRequest", async (request, reply) => {
    if (operatorPaths.has(patternOf(request))) return;
    reply.headers(allowOrigin(request.headers.origin, allowed));
    reply.header("access-control-expose-headers", "content-disposition, retry-after, x-request-id");
  });
}

function allowOrigin(origin: string | undefined, allowed: AllowedOrigins): Readonly<Record<string, string>> {
  if (allowed.includes("*")) return { "access-control-allow-origin": "*" };
  const vary = { vary: "Origin" };
  return origin !== undefined && allowed.includes(origin) ? { ...vary, "access-control-allow-origin": origin } : vary;
}

/** The rest of the answer to the question a browser asks first. */
export function preflightHeaders(methods: readonly string[]): Readonly<Record<string, string>> {
  return {
    "access-control-allow-methods": methods.join(", "),
    "access-control-allow-headers": "authorization, content-type",
    "access-control-max-age": "86400",
  };
}
