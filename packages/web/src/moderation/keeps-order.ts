import { useRoom } from "@parlance/client/react";
import { loungeId } from "../people/people-rights.ts";
import { useIsAdministrator } from "./administrator.ts";

/** Whether the user keeps order in the room: its owners and moderators do, and in the lounge, which has neither, the server's administrators. */
export function useKeepsOrder(roomId: string): boolean {
  const { role, room } = useRoom(roomId);
  const isLounge = roomId === loungeId;
  const isAdministrator = useIsAdministrator({ isWanted: isLounge });
  if (isLounge) return isAdministrator;
  return room?.kind !== "direct" && (role === "owner" || role === "moderator");
}
