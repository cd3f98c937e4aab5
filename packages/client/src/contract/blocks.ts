/**
 * Users whom the user does not want to hear from. Of two users of whom one has blocked the other neither can post, edit, react or pin in their
 * direct room (`forbidden`); nothing else tells that one is blocked. In other rooms their messages are delivered, because all members see
 * the same events: clients hide them. They do not count as unread. Nobody is invited by somebody whom they have blocked (`not_found`).
 */
import { create } from "@parlance/zo";
import { z } from "zod";
import { userId } from "./words.ts";

const zo = create();
const blocked = z.object({ userIds: z.array(userId()).meta({ description: "All whom the user has blocked, by id" }) });
const answer = { output: blocked, concurrent: true };

export const blockRoutes = {
  list: zo.procedure({ input: z.object({}).prefault({}), ...answer }),
  /** Accounts and guests, not oneself. Once it is so, doing it again changes nothing. */
  add: zo.procedure({ input: z.object({ userId: userId() }), ...answer }),
  remove: zo.procedure({ input: z.object({ userId: userId() }), ...answer }),
  /** Told to the user's connections that called `sync.start`: the whole list as it is now. */
  onChanged: zo.message.outgoing({ payload: blocked }),
};
