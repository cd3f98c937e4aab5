/** POST /files: a file as the body of a request, on its way to the disk while it comes. */
import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Chat, Session } from "../../core/api.ts";
import { ChatError } from "../../core/errors.ts";
import { shownFile } from "../../core/file-links.ts";
import type { Clock } from "../../ports/clock.ts";
import { authenticate } from "../mount-route.ts";
import { refuse } from "../refusal.ts";
import { arriving, type UploadsUnderWay } from "./arriving.ts";

export interface UploadContext {
  readonly chat: Chat;
  readonly clock: Clock;
  readonly addressOf: (request: IncomingMessage) => string;
  readonly underWay: UploadsUnderWay;
}

export const uploadPath = "/files";

const query = z.object({ name: z.string() });

/** Call it in a scope of its own, which takes bodies of every type and reads none. */
export function mountUpload(app: FastifyInstance, context: UploadContext): void {
  const { chat, addressOf } = context;
  const sessions = new WeakMap<FastifyRequest, Session>();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, _payload, done) => done(null));
  app.route({
    method: "POST",
    url: uploadPath,
    onRequest: async (request, reply) => {
      leaveBody(request, reply, context);
      sessions.set(request, (await authenticate(request, chat)).session);
    },
    handler: async (request, reply) => {
      const session = sessions.get(request);
      if (session === undefined) throw new ChatError("token_missing");
      const parsed = query.safeParse(request.query);
      if (!parsed.success) throw refuse("file_invalid", ": the parameter `name` is missing");
      const type = request.headers["content-type"] ?? null;
      if (type !== null && /^multipart\//i.test(type)) throw refuse("file_invalid", ": the body is the file itself, not a form");
      const content = arriving({ request: request.raw, response: reply.raw }, { ...context, bounds: chat.bounds });
      try {
        const { name } = parsed.data;
        const about = { name, type, expectedBytes: lengthOf(request.raw), owner: session.user, address: addressOf(request.raw) };
        const file = await chat.files.upload({ content: content.pieces(), ...about });
        return reply.code(201).send(shownFile(file, chat.files));
      } catch (error) {
        throw content.refusal ?? error;
      }
    },
  });
}

/** Null for a body of unknown length. Node lets no other form through. */
function lengthOf({ headers }: IncomingMessage): number | null {
  const length = headers["content-length"];
  return length === undefined ? null : Number(length);
}

/**
 * Once there is an answer, what is left of the body is read and thrown away for a while: a client that is still sending would find its
 * connection reset, and the answer lost, were it closed at once.
 */
function leaveBody({ raw, socket }: FastifyRequest, reply: FastifyReply, { clock, chat }: UploadContext): void {
  reply.raw.once("finish", () => {
    if (raw.complete) return;
    raw.resume();
    const cancel = clock.after(chat.bounds.closeGraceMs, () => socket.destroy());
    raw.once("close", cancel);
  });
}
