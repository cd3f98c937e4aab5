/** Who is writing, for those who look at the room. Signals: not stored, told while the connection lasts; after a reconnect look anew. */
import { create } from "@parlance/zo";
import { z } from "zod";
import { person, roomId } from "./words.ts";

const zo = create();

export const typingRoutes = {
  /**
   * The rooms that this connection looks at from now on, instead of those before. Answers who writes in them, on other connections than this one; rooms
   * that are not there, or of which the caller is no member, are left out, and so from then on is one they leave. The lounge is everybody's.
   * Errors: `limit_reached`, `rate_limited`.
   */
  look: zo.procedure({
    input: z.object({ roomIds: z.array(roomId()) }),
    output: z.object({ rooms: z.array(z.object({ roomId: roomId(), users: z.array(person) })) }),
  }),
  /**
   * Said when writing begins, every three seconds or so while it goes on, and when it ends; posting ends it, too, and so do six seconds
   * without a word. Not answered, but for `not_found`, `forbidden` and `archived` where the user may not post; said too often it does nothing.
   */
  set: zo.message.incoming({ payload: z.object({ roomId: roomId(), isTyping: z.boolean() }) }),
  /** In a room that is looked at. Who goes on writing is told again now and then; every end is told. */
  onTyping: zo.message.outgoing({ payload: z.object({ roomId: roomId(), user: person, isTyping: z.boolean() }) }),
};
