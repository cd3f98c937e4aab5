import type { RoomSummary } from "@parlance/client";
import { useChat } from "@parlance/client/react";
import { useSyncExternalStore } from "react";

/** One of the user's rooms as their list has it; undefined for what is none. Looks at no room, and loads no messages. */
export function useRoomSummary(roomId: string): RoomSummary | undefined {
  const { rooms } = useChat();
  return useSyncExternalStore(rooms.subscribe, () => rooms.get().find(({ room }) => room.id === roomId));
}
