/** Requests that no route takes: OPTIONS, a method the path does not have, a path that is not there. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { DialectRoute } from "../dialects/contract.ts";
import type { Logger } from "../ports/telemetry.ts";
import { sendAnswer } from "./answer.ts";
import { preflightHeaders } from "./cors.ts";
import { refuse, refuseHttp } from "./refusal.ts";

/** Call before any route is added. `dialectRoutes` say where a protocol has its own answer to a wrong method. */
export function answerUnrouted(app: FastifyInstance, dialectRoutes: readonly DialectRoute[], log: Logger): void {
  const methodsAt = watchRoutes(app);
  const badMethods = new Map(dialectRoutes.map(({ path, badMethod }) => [path, badMethod]));

  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const [path = ""] = request.url.split("?");
    const methods = methodsAt(path);
    if (methods.length === 0) throw refuse("not_found");
    const allow = { allow: methods.join(", ") };
    if (request.method === "OPTIONS") return reply.code(204).headers(allow).headers(preflightHeaders(methods)).send();
    // A route of many paths has nothing at this one.
    if (methods.includes(request.method)) throw refuse("not_found");
    const badMethod = badMethods.get(path);
    if (badMethod === undefined) throw refuseHttp("METHOD_NOT_ALLOWED", allow);
    return sendAnswer(reply.headers(allow), badMethod, log);
  };
  // As a hook, so that it answers before a body is read or its media type looked at.
  app.addHook("onRequest", async (request, reply) => (request.is404 ? answer(request, reply) : undefined));
  app.setNotFoundHandler(answer);
}

/** The methods of a path, sorted; none when no route has it. */
function watchRoutes(app: FastifyInstance): (path: string) => readonly string[] {
  const known = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();
  app.addHook("onRoute", ({ method, url }) => {
    const literal = url.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const entry = known.get(url) ?? {
      pattern: new RegExp(`^${literal.replace(/:\w+/g, "[^/]+").replace(/\\\*$/, ".*")}$`),
      methods: new Set(["OPTIONS"]),
    };
    known.set(url, entry);
    for (const name of [method].flat()) entry.methods.add(name);
  });
  return (path) => [...([...known.values()].find(({ pattern }) => pattern.test(path))?.methods ?? [])].sort();
}
