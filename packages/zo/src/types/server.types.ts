/** What a server's types say, and what they refuse. Compiled with the project, never run. */
import { z } from "zod";
import { create, tracked } from "../index.ts";
import { holds, type Same } from "./assert.ts";
import { admins, routes, zo } from "./contract.ts";

export function serverTypes(): void {
  zo.router(routes, {
    chat: {
      send: ({ payload, ctx }) => {
        holds<Same<typeof payload, { room: string; at?: Date | undefined }>>();
        holds<Same<typeof ctx.user, string>>();
        holds<Same<typeof ctx.level, number>>();
        holds<Same<typeof ctx.clientId, string>>();
        ctx.send.chat.onMessage({ text: "a", at: new Date() }).except([ctx.clientId]).toRoom([payload.room]);
        ctx.rooms.broadcast("room", "chat.onMessage", { text: "a", at: new Date() });
        ctx.rooms.broadcast("room", "onBye", undefined);
        // @ts-expect-error: no such message
        ctx.rooms.broadcast("room", "chat.onMesage", { text: "a", at: new Date() });
        // @ts-expect-error: `at` is a Date
        ctx.rooms.broadcast("room", "chat.onMessage", { text: "a", at: 0 });
        // @ts-expect-error: incoming messages are not sent
        ctx.send.chat.send({ room: "a" });
        // @ts-expect-error: a text is a string
        ctx.send.chat.onMessage({ text: 7, at: new Date() });
        // @ts-expect-error: an id is not a list of ids
        ctx.send.onBye().to(ctx.clientId);
        // @ts-expect-error: not behind the middleware
        ctx.isAdmin;
      },
      // What the middleware added, on top of the connection's own.
      ban: ({ ctx }) => holds<Same<typeof ctx.isAdmin, true>>(),
    },
  });

  zo.router(routes, {
    // @ts-expect-error: "an outgoing message has no handler: the server sends it with ctx.send, clients receive it"
    onBye: () => undefined,
  });
  zo.router(routes, {
    math: {
      // @ts-expect-error: the output is a number before its schema
      length: () => "1",
    },
  });
  // @ts-expect-error: no such branch
  zo.router(routes, { maths: {} });
  zo.router(routes, {
    math: {
      length: ({ input, errors }) => {
        holds<Same<typeof input, number>>();
        if (input > 5) throw errors.too_long({ limit: 5 });
        // @ts-expect-error: a limit is a number
        errors.too_long({ limit: "5" });
        // @ts-expect-error: nobody declared it
        errors.too_short({});
        return input;
      },
    },
    feed: async function* ({ lastId }) {
      holds<Same<typeof lastId, string | undefined>>();
      yield { at: new Date() };
      yield tracked("2", { at: new Date() });
    },
  });
  zo.router(routes, {
    // @ts-expect-error: an event has a date
    feed: async function* () {
      yield tracked("2", { at: 5 });
    },
  });
}

export function builderTypes(): void {
  // Middlewares add up, and each sees what those before it added.
  const both = admins.use(({ ctx }) => {
    holds<Same<typeof ctx.isAdmin, true>>();
    return { isAdmin: "very" as const, more: 1 };
  });
  const nothing = both.use(() => undefined);
  zo.router({ a: nothing.incoming({ payload: z.void() }) }, { a: ({ ctx }) => holds<Same<typeof ctx.isAdmin, "very">>() });

  // The context is what onConnect gives, in time or later.
  const later = create({ onConnect: async (_headers, clientId) => ({ id: clientId }) });
  later.router({ a: later.message.incoming({ payload: z.void() }) }, { a: ({ ctx }) => holds<Same<typeof ctx.id, string>>() });
  create({
    headers: z.object({ a: z.string() }),
    onConnect: (headers) => {
      holds<Same<typeof headers, { a: string }>>();
      return { a: 1 };
    },
    onDisconnect: (context, clientId) => {
      holds<Same<typeof context, { a: number }>>();
      holds<Same<typeof clientId, string>>();
    },
    // @ts-expect-error: a refreshed context is like the first
    onRefresh: () => ({ a: "1" }),
  });
  // @ts-expect-error: a payload is a schema
  zo.message.incoming({ payload: { text: "string" } });
}
