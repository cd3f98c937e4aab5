import { useMemo } from "react";
import type { Room } from "../room/room.ts";
import type { RoomSnapshot } from "../room/snapshot.ts";
import { useChat } from "./provider.ts";
import { useView, viewOf } from "./view.ts";

export interface UsedRoom extends RoomSnapshot {
  /** `chat.room(roomId)`: to send, edit, react, mark as read, leave. Always the same object for the same id. */
  readonly handle: Room;
}

/** All that is shown of a room. Whoever uses it looks at the room: its newest messages are loaded. */
export function useRoom(roomId: string): UsedRoom {
  const handle = useChat().room(roomId);
  return useView(useMemo(() => viewOf(handle, (snapshot): UsedRoom => ({ ...snapshot, handle })), [handle]));
}
