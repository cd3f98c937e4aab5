/** One durable change of a room, as clients are told of it. A room's events have contiguous seqs; whoever applies them all, in order, knows the room. */
import { z } from "zod";
import { message, messageId, person, role, room, roomId, seq, unixMs, userId } from "./words.ts";

const place = { roomId: roomId(), seq: seq().min(1), at: unixMs() };
const event = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.object({ type: z.literal(type), ...place, ...shape });

/** What was posted, edited or deleted is told in its present state: read back later it may be newer than its event. */
export const roomEvent = z.discriminatedUnion("type", [
  event("posted", { message }),
  event("edited", { by: person, message: message.omit({ reactions: true }) }),
  event("deleted", { by: person, messageId: messageId() }),
  event("pinned", { by: person, messageId: messageId() }),
  event("unpinned", { by: person, messageId: messageId() }),
  event("reaction_added", { messageId: messageId(), emoji: z.string(), userId: userId() }),
  event("reaction_removed", { messageId: messageId(), emoji: z.string(), userId: userId() }),
  event("member_joined", { user: person, role, by: person.optional(), room }),
  event("member_left", { user: person, reason: z.enum(["left", "removed"]), by: person.optional() }),
  event("role_changed", { user: person, role, by: person }),
  event("banned", { user: person, by: person }),
  event("unbanned", { user: person, by: person }),
  event("room_changed", { by: person, room }),
]);
export type RoomEvent = z.output<typeof roomEvent>;
export type RoomEventType = RoomEvent["type"];
