/**
 * What can be said at the mount of zo: the document's routes (docs/protocols: zo), the lounge, and the native protocol. Clients take
 * their types from here: `createClient<ZoRoutes>(url, { headers: { token } })`.
 */
import { nativeRoutes } from "@parlance/client/contract";
import { create } from "@parlance/zo";
import { z } from "zod";
import type { Bounds } from "../../ports/bounds.ts";

/** As everywhere in the house, a lone surrogate becomes U+FFFD; nothing else about a text is changed. */
const text = () => z.string().overwrite((given) => given.toWellFormed());

export const loungeMessage = z.object({
  id: z.int().meta({ description: "Greater than that of every message before it, in any room" }),
  from: z.string().meta({ description: "The author's name as shown in public" }),
  text: z.string().meta({ description: "Exactly as it was written; empty when the file says it all" }),
  at: z.date(),
  file: z.object({ name: z.string(), type: z.string(), size: z.int(), url: z.string() }).optional(),
});
export type LoungeMessage = z.output<typeof loungeMessage>;

export const privateMessage = z.object({ from: z.string(), message: z.string(), timestamp: z.date() });
export type PrivateMessage = z.output<typeof privateMessage>;

export function zoRoutes(bounds: Pick<Bounds, "zoHistory">) {
  const zo = create();
  const limit = z.int().min(1).max(bounds.zoHistory).default(Math.min(50, bounds.zoHistory));
  return {
    chat: {
      // Concurrent: several may wait for one commit. They are stored in the order in which they came all the same.
      private: zo.message.incoming({ payload: z.object({ targetUserId: text(), message: text() }), concurrent: true }),
      onPrivate: zo.message.outgoing({ payload: privateMessage }),
    },
    connection: {
      getClientId: zo.message.incoming({ payload: z.object({}) }),
      onClientId: zo.message.outgoing({ payload: z.object({ clientId: z.string() }) }),
    },
    lounge: {
      send: zo.message.incoming({ payload: z.object({ text: text() }), concurrent: true }),
      onMessage: zo.message.outgoing({ payload: loungeMessage }),
      history: zo.procedure({
        input: z.object({ before: z.int().min(1).optional(), limit }).prefault({}),
        output: z.object({ messages: z.array(loungeMessage), hasMore: z.boolean() }),
      }),
    },
    ...nativeRoutes,
  };
}
export type ZoRoutes = ReturnType<typeof zoRoutes>;
