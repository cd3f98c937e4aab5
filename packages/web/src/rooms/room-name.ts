import type { RoomInfo } from "@parlance/client";
import { text } from "../text/text.ts";

/** What a room is called by the one who looks at it: a direct room has the other's name. */
export function roomName(room: RoomInfo, myId: string | undefined): string {
  if (room.kind !== "direct") return room.name ?? text.rooms.unnamed;
  const others = room.pair?.filter(({ id }) => id !== myId) ?? [];
  return others.length === 0 ? text.rooms.notes : others.map(({ name }) => name).join(", ");
}
