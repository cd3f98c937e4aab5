/** Whether users are there, for those who watch them. Signals: not stored, told while the connection lasts; after a reconnect watch anew. */
import { create } from "@parlance/zo";
import { z } from "zod";
import { unixMs, userId } from "./words.ts";

const zo = create();

export const presenceStatus = z.object({
  userId: userId(),
  state: z.enum(["online", "away", "offline"]).meta({
    description: "online: there, on any protocol. away: there, and away on every connection. offline: not there",
  }),
  lastActiveAt: unixMs()
    .optional()
    .meta({ description: "When the state came to be told; left out for users one may not know of" }),
});
export type PresenceStatus = z.output<typeof presenceStatus>;

const users = z.object({ userIds: z.array(userId()) });

export const presenceRoutes = {
  /** Whether whoever uses this connection is away from it; not, to begin with. Each connection says so again after a reconnect. */
  set: zo.message.incoming({ payload: z.object({ away: z.boolean() }) }),
  /**
   * These users, too: answers how they are, once each, and tells what changes from then on. Users with whom the caller shares no room are answered as
   * offline without `lastActiveAt`, and never change; who comes to share one is watched by asking again. Errors: `limit_reached`, `rate_limited`.
   */
  watch: zo.procedure({ input: users, output: z.object({ users: z.array(presenceStatus) }) }),
  unwatch: zo.procedure({ input: users, output: z.void() }),
  /** A user who comes back within a moment is told of neither as gone nor as come. `lastActiveAt` alone is not told. */
  onChanged: zo.message.outgoing({ payload: presenceStatus }),
};
