import { create, type Router, type ServerSend } from "@parlance/zo";
import { z } from "zod";
import { ChatError } from "../../core/errors.ts";
import { loungeId } from "../../ports/model.ts";
import type { DialectContext } from "../contract.ts";
import { standing } from "../posts.ts";
import { loungeMessageOf } from "./encode.ts";
import { zoErrorOf } from "./errors.ts";
import { Member } from "./member.ts";
import { nativeHandlers } from "./native/handlers.ts";
import { PrivateMessages } from "./private-messages.ts";
import { type ZoRoutes, zoRoutes } from "./routes.ts";
import { Views } from "./showing.ts";

interface RouterOptions {
  readonly context: DialectContext;
  /** By client id; kept up to date here. */
  readonly members: Map<string, Member>;
  /** The hub's `send`; asked for when something is to be sent. */
  readonly send: () => ServerSend<ZoRoutes>;
}

/** Who a connection says it is. */
const headersSchema = (clientIdChars: number) =>
  z
    .object({
      token: z.string().min(1).optional(),
      name: z.string().optional(),
      id: z
        .string()
        .regex(/^[a-zA-Z0-9-]+$/)
        .max(clientIdChars)
        .optional(),
    })
    .refine(
      ({ token, name }) => token !== undefined || name !== undefined,
      "token (an account's) or name (a guest's) is missing",
    );

/** The routes joined to the one world. */
export function zoRouter({ context, members, send }: RouterOptions): Router<ZoRoutes> {
  const { chat } = context;
  const privately = new PrivateMessages(context);
  const views = new Views(context);
  const zo = create({
    headers: headersSchema(chat.bounds.clientIdChars),
    onConnect: async ({ token = null, name = "", id }, clientId) => {
      // Client ids are shown to others. What a guest says as `id` is not: who says it again is that guest.
      const init = { username: name, id: id === undefined ? clientId : chat.guests.clientIdFrom(id), token };
      const member = await Member.arriving({ context, clientId, init, views }).catch((error: unknown) => {
        throw zoErrorOf(error);
      });
      members.set(member.clientId, member);
      return { member };
    },
    onRefresh: async ({ token }, { context: { member } }) => {
      await member.does("zo.refresh", async () => {
        if (token === undefined) throw new ChatError("token_missing");
        await member.refresh(token);
      });
      return { member };
    },
    onDisconnect: ({ member }) => {
      members.delete(member.clientId);
      member.leave();
    },
  });
  return zo.router(zoRoutes(chat.bounds), {
    chat: {
      private: ({ payload: { targetUserId, message }, ctx: { member } }) =>
        member.does("chat.private", () => privately.deliver({ from: member, target: targetUserId, text: message })),
    },
    connection: {
      getClientId: ({ ctx }) => {
        ctx.member.count("connection.getClientId", "ok");
        ctx.send.connection.onClientId({ clientId: ctx.clientId }).to([ctx.clientId]);
      },
    },
    lounge: {
      send: ({ payload: { text }, ctx: { member } }) =>
        member.does("lounge.send", async () => {
          await chat.messages.post({ roomId: loungeId, author: member.author(), text, membersOnly: false });
        }),
      history: async ({ input: { before, limit }, ctx }) => {
        await chat.feeds.lounge.caughtUp();
        ctx.member.count("lounge.history", "ok");
        const kept = standing(chat.feeds.lounge.recent(chat.bounds.feedWindow));
        const older = before === undefined ? kept : kept.filter(({ id }) => id < before);
        const messages = older.slice(-limit);
        return { messages: messages.map((one) => loungeMessageOf(one, chat.files)), hasMore: older.length > messages.length };
      },
    },
    ...nativeHandlers({ context, send }),
  });
}
