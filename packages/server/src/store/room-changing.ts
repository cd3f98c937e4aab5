import type { Role, Room } from "../ports/model.ts";
import { mayDo } from "../ports/rights.ts";
import type { RoomChange, RoomOutcome } from "../ports/rooms.ts";

/**
 * What becomes of a room that somebody with this role in it, who may read it, changes; an outcome where nothing does. The memory model decides by itself: what
 * both would get wrong alike the differential test could not find.
 */
export function roomChanged(room: Room, role: Role | null, change: RoomChange): { readonly changed: Room } | RoomOutcome {
  const { at, name, topic, archived } = change;
  if (name !== undefined && !mayDo(room, role, "rename")) return { kind: "forbidden" };
  if (topic !== undefined && !mayDo(room, role, "set_topic")) return { kind: "forbidden" };
  if (archived !== undefined && !mayDo(room, role, "archive")) return { kind: "forbidden" };
  const isArchived = archived ?? room.archivedAt !== null;
  const archivedAt = isArchived ? (room.archivedAt ?? at) : null;
  const changed: Room = { ...room, name: name ?? room.name, topic: topic === undefined ? room.topic : topic, archivedAt };
  if (changed.name === room.name && changed.topic === room.topic && archivedAt === room.archivedAt) {
    return { kind: "unchanged", room };
  }
  if (room.archivedAt !== null && isArchived) return { kind: "archived" };
  return { changed };
}
