/** What can be said, and what the server does about it. The page takes its types from here, and nothing else. */
import { create } from "@parlance/zo";
import { type NodeServer, serve } from "@parlance/zo/node";
import { z } from "zod";

const text = z.string().min(1).max(500);
const person = z.object({ clientId: z.string(), name: z.string() });
export type Person = z.infer<typeof person>;

const zo = create();

export const routes = {
  room: {
    say: zo.message.incoming({ payload: z.object({ text }) }),
    onSaid: zo.message.outgoing({ payload: z.object({ from: person, text, at: z.date() }) }),
  },
  chat: {
    private: zo.message.incoming({ payload: z.object({ targetUserId: z.string(), message: text }) }),
    onPrivate: zo.message.outgoing({
      payload: z.object({ from: z.string(), fromId: z.string(), message: text, timestamp: z.date() }),
    }),
    /** To the room, or to one person. */
    typing: zo.message.incoming({ payload: z.object({ targetUserId: z.string().optional() }) }),
    onTyping: zo.message.outgoing({ payload: z.object({ from: person, isPrivate: z.boolean() }) }),
  },
  connection: {
    getClientId: zo.message.incoming({ payload: z.object({}) }),
    onClientId: zo.message.outgoing({ payload: z.object({ clientId: z.string() }) }),
  },
  people: {
    list: zo.procedure({ input: z.void(), output: z.array(person) }),
    onChanged: zo.message.outgoing({ payload: z.array(person) }),
  },
};

/** One chat: who is there, what is handled, and its sockets at `/ws`. */
export function createChat(): NodeServer<typeof routes> {
  const people = new Map<string, Person>();
  const tellAll = (): void => chat.send.people.onChanged([...people.values()]).broadcast();

  const connected = create({
    headers: z.object({ name: z.string().trim().min(1).max(32) }),
    onConnect: ({ name }, clientId) => {
      const me = { clientId, name };
      people.set(clientId, me);
      tellAll();
      return { me };
    },
    onDisconnect: (_context, clientId) => {
      people.delete(clientId);
      tellAll();
    },
  });

  const app = connected.router(routes, {
    room: {
      say: ({ payload, ctx }) => ctx.send.room.onSaid({ from: ctx.me, text: payload.text, at: new Date() }).broadcast(),
    },
    chat: {
      private: ({ payload, ctx }) => {
        const { targetUserId, message } = payload;
        if (!people.has(targetUserId)) throw zo.error("not_found", "This person has left.");
        const { name, clientId } = ctx.me;
        ctx.send.chat.onPrivate({ from: name, fromId: clientId, message, timestamp: new Date() }).to([targetUserId]);
      },
      typing: ({ payload: { targetUserId }, ctx }) => {
        const delivery = ctx.send.chat.onTyping({ from: ctx.me, isPrivate: targetUserId !== undefined });
        if (targetUserId === undefined) delivery.except([ctx.clientId]).broadcast();
        else delivery.to([targetUserId]);
      },
    },
    connection: {
      getClientId: ({ ctx }) => ctx.send.connection.onClientId({ clientId: ctx.clientId }).to([ctx.clientId]),
    },
    people: {
      list: () => [...people.values()],
    },
  });

  const chat = serve(app, { path: "/ws" });
  return chat;
}
