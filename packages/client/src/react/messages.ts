import { useMemo } from "react";
import type { Room } from "../room/room.ts";
import type { RoomSnapshot } from "../room/snapshot.ts";
import { useChat } from "./provider.ts";
import { useView, viewOf } from "./view.ts";

/**
 * A room's messages, and the ways through its history. The functions are the same ones as long as the room is; what they give may be left alone: a failure
 * is for who waits for it.
 */
export interface RoomMessages extends Pick<RoomSnapshot, "messages" | "isLoaded" | "hasOlder" | "hasNewer"> {
  readonly loadOlder: () => Promise<void>;
  readonly loadNewer: () => Promise<void>;
  readonly loadLatest: () => Promise<void>;
  /** Shows the part that a message is in. Rejects with `not_found`. */
  readonly loadAround: (messageId: number) => Promise<void>;
}

/** The room's newest messages, which are loaded, or the part that was asked for. Renders for messages, not for what is unread or who has joined. */
export function useMessages(roomId: string): RoomMessages {
  const room = useChat().room(roomId);
  return useView(useMemo(() => messagesOf(room), [room]));
}

function messagesOf(room: Room) {
  const ways = {
    loadOlder: () => mayFail(room.loadOlder()),
    loadNewer: () => mayFail(room.loadNewer()),
    loadLatest: () => mayFail(room.loadLatest()),
    loadAround: (messageId: number) => mayFail(room.loadAround(messageId)),
  };
  return viewOf(room, ({ messages, isLoaded, hasOlder, hasNewer }): RoomMessages => {
    return { messages, isLoaded, hasOlder, hasNewer, ...ways };
  });
}

/** A click's handler waits for nothing. */
function mayFail(loading: Promise<void>): Promise<void> {
  loading.catch(() => undefined);
  return loading;
}
