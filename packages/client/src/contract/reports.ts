/** Telling those who keep order: the server's administrators, and for a message of a room its owners and moderators. */
import { create } from "@parlance/zo";
import { z } from "zod";
import { next, recordId } from "./moderation.ts";
import { message, messageId, person, roomId, text, unixMs, userId } from "./words.ts";

const zo = create();

/** A report refers to a message and keeps no copy: `message` is as it is now, without its reactions. */
export const report = z.object({
  id: recordId(),
  at: unixMs(),
  by: person.optional().meta({ description: "Who reported: told to the server's administrators only" }),
  text: z.string(),
  user: person.meta({ description: "Who is reported: the user, or the author of the message" }),
  message: message.omit({ reactions: true }).optional(),
  resolved: z.object({ at: unixMs(), by: person, note: z.string().optional() }).optional(),
});
export type Report = z.output<typeof report>;

export const reportRoutes = {
  /** Of a message that one may read, or of a user: exactly one of the two. */
  create: zo.procedure({
    input: z.union([
      z.strictObject({ messageId: messageId(), text: text() }),
      z.strictObject({ userId: userId(), text: text() }),
    ]),
    output: z.object({ reportId: recordId() }),
    concurrent: true,
  }),
  /** Open ones about messages of a room, the oldest first, those after the id `after`. */
  ofRoom: zo.procedure({
    input: z.object({ roomId: roomId(), after: z.int().min(0).default(0) }),
    output: z.object({ reports: z.array(report), next: next() }),
    concurrent: true,
  }),
  resolve: zo.procedure({
    input: z.object({ reportId: recordId(), note: text().optional() }),
    output: z.void(),
    concurrent: true,
  }),
};
