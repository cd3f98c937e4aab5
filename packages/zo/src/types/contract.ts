import { z } from "zod";
import { create, tracked } from "../index.ts";

export const zo = create({
  headers: z.object({ user: z.string(), level: z.coerce.number() }),
  onConnect: ({ user, level }) => ({ user, level }),
});

export const admins = zo.message.use(({ ctx }) => {
  if (ctx.level < 9) throw zo.error("forbidden");
  return { isAdmin: true as const };
});

export const routes = {
  /** The line that an editor goes to. */
  chat: {
    send: zo.message.incoming({ payload: z.object({ room: z.string(), at: z.date().optional() }) }),
    ban: admins.incoming({ payload: z.object({ user: z.string() }) }),
    deep: { deeper: { ping: zo.message.incoming({ payload: z.void() }) } },
    onMessage: zo.message.outgoing({ payload: z.object({ text: z.string(), at: z.date(), n: z.number().default(1) }) }),
  },
  math: {
    length: zo.procedure({
      input: z.string().transform((text) => text.length),
      output: z.number().transform((n) => `${n} characters`),
      errors: { too_long: z.object({ limit: z.number() }), forbidden_word: z.string(), not_found: z.date() },
    }),
  },
  feed: zo.subscription({ input: z.object({ room: z.string() }), event: z.object({ at: z.date() }) }),
  onBye: zo.message.outgoing({ payload: z.void() }),
};

export const appRouter = zo.router(routes, {
  math: { length: ({ input }) => input },
  feed: async function* () {
    yield tracked("1", { at: new Date(0) });
  },
});
