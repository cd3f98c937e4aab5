/** The document's example, unchanged between the lines, with what it leaves out before and after. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { create } from "@parlance/zo";
import { serve } from "@parlance/zo/node";
import { z } from "zod";

const zo = create({
  headers: z.object({ userName: z.string() }),
  onConnect: (headers) => ({ userName: headers.userName }),
});

// ---- from the document
const router = {
  chat: {
    private: zo.message.incoming({
      payload: z.object({
        targetUserId: z.string(),
        message: z.string(),
      }),
    }),
    onPrivate: zo.message.outgoing({
      payload: z.object({
        from: z.string(),
        message: z.string(),
        timestamp: z.date(),
      }),
    }),
  },
  connection: {
    getClientId: zo.message.incoming({
      payload: z.object({}),
    }),
    onClientId: zo.message.outgoing({
      payload: z.object({ clientId: z.string() }),
    }),
  },
};

const appRouter = zo.router(router, {
  chat: {
    private: ({ payload, ctx }) => {
      ctx.send.chat
        .onPrivate({
          from: ctx.userName,
          message: payload.message,
          timestamp: new Date(),
        })
        .to([payload.targetUserId]);
    },
  },
  connection: {
    getClientId: ({ ctx }) => {
      ctx.send.connection
        .onClientId({
          clientId: ctx.clientId,
        })
        .to([ctx.clientId]);
    },
  },
});

// ----

export { appRouter, router };

/** Serves it on a port of 127.0.0.1, any free one for 0. */
export async function start(port: number) {
  const zoServer = serve(appRouter);
  const http = createServer().on("upgrade", zoServer.upgrade);
  await new Promise<void>((resolve) => http.listen(port, "127.0.0.1", resolve));
  const { port: taken } = http.address() as AddressInfo;
  const stop = async () => {
    await zoServer.close();
    http.close();
  };
  return { url: `ws://127.0.0.1:${taken}`, stop };
}
