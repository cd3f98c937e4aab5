import type { RoomInfo } from "@parlance/client";
import { Archive, Hash, Lock, MessageCircle, Sofa } from "lucide-react";
import { loungeId } from "../people/people-rights.ts";

interface RoomIconProps {
  readonly room: Pick<RoomInfo, "id" | "kind" | "archivedAt">;
  readonly size?: number;
}

/** What kind of room it is. Beside its name only: it says nothing to screen readers. */
export function RoomIcon({ room, size = 16 }: RoomIconProps) {
  const look = { size, "aria-hidden": true } as const;
  if (room.archivedAt !== undefined) return <Archive {...look} />;
  if (room.id === loungeId) return <Sofa {...look} />;
  if (room.kind === "direct") return <MessageCircle {...look} />;
  return room.kind === "private" ? <Lock {...look} /> : <Hash {...look} />;
}
