import type { Role } from "@parlance/client";
import { useMe } from "@parlance/client/react";
import { useRoomSummary } from "../rooms/room-summary.ts";
import { useRoleOf } from "./members.ts";
import { type Powers, powersOver } from "./people-rights.ts";

const none: Powers = { roles: [], mayRemove: false, mayBan: false };

/** The role of somebody in a room, where it is known, and what the person may do with them there. */
export function usePowersOver(userId: string, roomId: string): Powers & { readonly role: Role | undefined } {
  const me = useMe();
  const mine = useRoomSummary(roomId);
  const keepsOrder = mine?.role === "owner" || mine?.role === "moderator";
  const role = useRoleOf(userId, roomId, keepsOrder);
  if (me === undefined || mine === undefined) return { ...none, role };
  return { ...powersOver(mine.room, { id: me.id, role: mine.role }, { id: userId, role }), role };
}
