/** Puts a route, the house's own or a dialect's, on Fastify, with authentication and validation. */
import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Chat } from "../core/api.ts";
import { ChatError } from "../core/errors.ts";
import type { Logger } from "../ports/telemetry.ts";
import { sendAnswer } from "./answer.ts";
import { bearerToken } from "./bearer.ts";
import { refuse } from "./refusal.ts";
import type { Credentials, Route } from "./route.ts";

export interface MountContext {
  readonly chat: Chat;
  readonly log: Logger;
  readonly addressOf: (request: IncomingMessage) => string;
}

export function mountRoute(app: FastifyInstance, route: Route, { chat, log, addressOf }: MountContext): void {
  const proved = new WeakMap<FastifyRequest, Credentials>();

  const answer = async (request: FastifyRequest, body: unknown, reply: FastifyReply): Promise<FastifyReply> => {
    const credentials = proved.get(request) ?? null;
    const session = credentials?.session ?? null;
    const from = { address: addressOf(request.raw), userAgent: request.headers["user-agent"] };
    return sendAnswer(reply, await route.handle({ body, credentials, session, ...from }), log);
  };

  app.route({
    method: route.method,
    url: route.path,
    // Before the body is read: who may not ask costs no parsing.
    onRequest: async (request) => {
      if (route.authenticated) proved.set(request, await authenticate(request, chat));
    },
    handler: async (request, reply) => {
      if (route.body === undefined) return answer(request, request.body, reply);
      const parsed = route.body.safeParse(request.body);
      if (parsed.success) return answer(request, parsed.data, reply);
      if (route.badBody !== undefined) return sendAnswer(reply, route.badBody, log);
      throw refuse("bad_request", whereabouts(parsed.error.issues[0]?.path ?? []));
    },
  });
}

/** Errors: `token_missing`, and those of `Accounts.authenticate`. */
export async function authenticate(request: FastifyRequest, chat: Chat): Promise<Credentials> {
  const token = bearerToken(request.headers.authorization);
  if (token === null) throw new ChatError("token_missing");
  return { session: await chat.accounts.authenticate(token), token };
}

function whereabouts(path: readonly PropertyKey[]): string {
  return path.length === 0 ? "" : `: check ${JSON.stringify(path.join("."))}`;
}
