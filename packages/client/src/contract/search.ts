/** Finding messages by their words. */
import { create } from "@parlance/zo";
import { z } from "zod";
import { message, messageId, roomId, text, unixMs, userId } from "./words.ts";

const zo = create();

export const searchRoutes = {
  /**
   * Messages whose present text has all the words, newest first. The last word may be the beginning of one; words in quotes follow each other.
   * Of all the user's rooms, or of one; of a public room one is no member of only when it is named. A page may have fewer than `limit`, or
   * none: while there is `next`, there may be more before that id.
   */
  find: zo.procedure({
    input: z.object({
      text: text(),
      roomId: roomId().optional(),
      authorId: userId().optional(),
      from: unixMs().optional().meta({ description: "Posted at this time or later" }),
      until: unixMs().optional().meta({ description: "Posted before this time" }),
      before: messageId().optional(),
      limit: z.int().min(1).optional(),
    }),
    output: z.object({ messages: z.array(message), next: messageId().optional() }),
    concurrent: true,
  }),
};
