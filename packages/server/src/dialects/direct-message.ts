/** Direct rooms as protocols know them that have private messages and no rooms. */
import type { PostedEvent, RoomEvent, UserId } from "../ports/model.ts";

/** Whether `reader` gets this event of one of their direct rooms: their own messages only as notes to themselves. */
export function isForReader(event: RoomEvent, reader: UserId): event is PostedEvent {
  return (
    event.room.kind === "direct" &&
    event.type === "posted" &&
    (event.message.author.id !== reader || event.room.pair.length === 1)
  );
}

/** What a reply must be addressed to: an account's own name, not the one shown in public; the name a guest had when it was sent. */
export function replyName({ room, message: { author } }: PostedEvent): string {
  if (author.kind === "guest") return author.name;
  return (room.pair.find((person) => person.id === author.id) ?? author).name;
}
