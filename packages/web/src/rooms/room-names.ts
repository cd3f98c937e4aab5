import type { RoomInfo } from "@parlance/client";
import { useChat, useMe } from "@parlance/client/react";
import { useMemo, useSyncExternalStore } from "react";
import { profilesOf } from "../people/profiles.ts";
import { otherOf, roomName } from "./room-name.ts";

/** What rooms are called: a direct one by the name that the other one shows, once it is known. Another function when names are others. */
export function useRoomNames(): (room: RoomInfo) => string {
  const profiles = profilesOf(useChat());
  const me = useMe();
  const shownName = useSyncExternalStore(profiles.subscribe, () => profiles.shownName);
  return useMemo(
    () => (room) => {
      const other = otherOf(room, me?.id);
      return (other && shownName(other.id)) ?? roomName(room, me?.id);
    },
    [shownName, me],
  );
}
