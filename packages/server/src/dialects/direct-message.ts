/** Direct rooms as protocols know them that have private messages and no rooms. */
import type { Message, MessageEvent, PostedEvent, Room, RoomEvent, UserId } from "../ports/model.ts";
import { isStanding } from "./posts.ts";

/** Whether `reader` gets this message of one of their direct rooms: their own only as notes to themselves, deleted ones never. */
export function isForReader(event: RoomEvent, reader: UserId): event is PostedEvent {
  return event.type === "posted" && isShownTo(event, reader);
}

/** The same for a message's new text. */
export function isEditForReader(event: RoomEvent, reader: UserId): event is MessageEvent {
  return event.type === "edited" && isShownTo(event, reader);
}

function isShownTo({ room, message }: { readonly room: Room; readonly message: Message }, reader: UserId): boolean {
  return room.kind === "direct" && isStanding(message) && (message.author.id !== reader || room.pair.length === 1);
}

/** What a reply must be addressed to: an account's own name, not the one shown in public; the name a guest had when it was sent. */
export function replyName({ room, message: { author } }: Pick<PostedEvent, "room" | "message">): string {
  if (author.kind === "guest") return author.name;
  return (room.pair.find((person) => person.id === author.id) ?? author).name;
}
