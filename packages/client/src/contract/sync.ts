/** Living in one's rooms: what is there at the start, what comes, what was missed. */
import { create } from "@parlance/zo";
import { z } from "zod";
import { roomEvent } from "./events.ts";
import { roomNews } from "./reads.ts";
import { message, person, role, room, roomId, seq } from "./words.ts";

const zo = create();

/** Where the user stands in one of their rooms, and what is unread there (`reads.counts`), all read at one instant. `seq` is of the room's last event. */
export const standing = z.object({
  room,
  role: role.optional().meta({ description: "Left out where the user is no member: the lounge, for guests" }),
  ...roomNews.omit({ roomId: true }).shape,
});
export type Standing = z.output<typeof standing>;

const position = z.object({ roomId: roomId(), seq: seq() });

/**
 * `events`: all that was missed, in order. `fresh`: start anew from this page, for what was missed is too much; or the position is ahead of
 * the room, of which a backup was put back; or the user was not in a private room all the while. `gone`: not (any more) the user's to read.
 */
export const caughtUp = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("events"), roomId: roomId(), events: z.array(roomEvent) }),
  z.object({
    kind: z.literal("fresh"),
    roomId: roomId(),
    seq: seq().meta({ description: "The page is complete up to here: go on after it" }),
    messages: z.array(message).meta({ description: "The newest, oldest first" }),
    hasOlder: z.boolean(),
  }),
  z.object({ kind: z.literal("gone"), roomId: roomId() }),
]);
export type CaughtUp = z.output<typeof caughtUp>;

export const syncRoutes = {
  /**
   * From the first call on the connection hears `sync.onEvent` of all the user's rooms and of the lounge. Answers the user's rooms by room
   * id, a page at a time: those after `after`. Events committed after the answer was read are told, perhaps before it: seqs say what is new.
   */
  start: zo.procedure({
    input: z.object({ after: roomId().optional() }).prefault({}),
    output: z.object({ me: person, rooms: z.array(standing), next: roomId().optional() }),
  }),
  /**
   * What happened after these positions, in their order; 500 at most, unless the server says otherwise (`bad_request`). Rooms that did not
   * fit into the answer are named in `rest`: ask for them again. A public room may be asked for by anybody.
   */
  catchUp: zo.procedure({
    input: z.object({ positions: z.array(position) }),
    output: z.object({ rooms: z.array(caughtUp), rest: z.array(roomId()) }),
    concurrent: true,
  }),
  onEvent: zo.message.outgoing({ payload: roomEvent }),
};
