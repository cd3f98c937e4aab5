/** Rooms that are not to call their user. A mute is no matter to counts: what is unread is counted as ever, and clients keep quiet about it. */
import { create } from "@parlance/zo";
import { z } from "zod";
import { mutedUntil } from "./reads.ts";
import { roomId } from "./words.ts";

const zo = create();
const mute = z.object({ roomId: roomId(), mutedUntil: mutedUntil.optional() });

export const muteRoutes = {
  /** `until` left out, null, or a time that has passed: not muted. Members only, in the lounge everybody. Answers what it is now. */
  set: zo.procedure({
    input: z.object({ roomId: roomId(), until: mutedUntil.nullish() }),
    output: mute,
    concurrent: true,
  }),
  /** Told to the user's connections that called `sync.start`. */
  onChanged: zo.message.outgoing({ payload: mute }),
};
