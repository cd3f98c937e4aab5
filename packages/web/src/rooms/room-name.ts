import type { Person, RoomInfo } from "@parlance/client";
import { text } from "../text/text.ts";

/** Whom a direct room is with; undefined for one's notes, and for other rooms. */
export function otherOf({ pair }: RoomInfo, myId: string | undefined): Person | undefined {
  return pair?.find(({ id }) => id !== myId);
}

/** What a room is called by the one who looks at it: a direct room has the other's name. */
export function roomName(room: RoomInfo, myId: string | undefined): string {
  if (room.kind !== "direct") return room.name ?? text.rooms.unnamed;
  return otherOf(room, myId)?.name ?? text.rooms.notes;
}
