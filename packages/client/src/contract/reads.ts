/** How far the user has read, and what is unread. Nobody but the user is told. */
import { create } from "@parlance/zo";
import { z } from "zod";
import { messageId, roomId, seq, unixMs } from "./words.ts";

const zo = create();

/**
 * What is unread in a room, as it was after the room's event `seq`.
 *
 * A message is unread when somebody else wrote it whom the user has not blocked, it was not deleted, and its id is greater than `readTo`. One that
 * calls the user (`mentions.userIds`) or the room (`mentions.room`) is a mention as well. Clients need not ask again for each event: given
 * the counts at `seq`, every later `posted` by somebody else who is not blocked adds one to `unread`, and one to `mentions` if it calls
 * the user or the room. Events up to `seq` are in the counts already. Ask `reads.counts` after an edit or a deletion of an unread message, and
 * after `blocks.onChanged`. `readTo` never goes back: of two counts of a room those with the greater `readTo` are newer, and with the
 * same one those with the greater `seq`.
 *
 * Nobody counts for ever: `unread` stops at the server's bound (500 unless set otherwise), and then means at least as many; mentions are
 * looked for among those that were counted, the newest.
 *
 * Who never marked anything begins with their joining, in a direct room with its beginning. Who is not in the lounge has a position there from
 * their first `reads.mark`; until then, and in other public rooms they are not in, `readTo` is 0 and nothing is unread. There `posted`
 * adds nothing either.
 */
export const readState = z.object({
  roomId: roomId(),
  readTo: messageId().meta({ description: "Everything up to this id is read; 0 for no position" }),
  unread: z.int().min(0),
  mentions: z.int().min(0).meta({ description: "Of these, how many call the user or the room" }),
  seq: seq().meta({ description: "The counts are as after this event of the room" }),
});
export type ReadState = z.output<typeof readState>;

/** Until when a room is mute for the user; left out where it is not. A time that has passed is as none. */
export const mutedUntil = z.union([unixMs(), z.literal("forever")]);

/** What `sync.start` and `reads.counts` tell of a room beside its events. */
export const roomNews = readState.extend({
  mutedUntil: mutedUntil.optional(),
  latestAt: unixMs().optional().meta({ description: "When the newest message was posted; left out where there is none" }),
});
export type RoomNews = z.output<typeof roomNews>;

export const readRoutes = {
  /**
   * The user has read the room up to this message. A position never goes back, and past the newest message it means that one. Members only,
   * in the lounge everybody. Clients do well to send the latest only, when its user stops scrolling.
   */
  mark: zo.procedure({
    input: z.object({ roomId: roomId(), messageId: messageId() }),
    output: readState,
    concurrent: true,
  }),
  /** Rooms that the user may not read are left out. */
  counts: zo.procedure({
    input: z.object({ roomIds: z.array(roomId()) }),
    output: z.object({ rooms: z.array(roomNews) }),
    concurrent: true,
  }),
  /** The user read on, here or on another connection; told to those that called `sync.start`. */
  onMoved: zo.message.outgoing({ payload: readState }),
};
