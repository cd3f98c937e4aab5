import type { RoomInfo } from "@parlance/client";
import { useChat } from "@parlance/client/react";
import { say } from "../design/Toasts.tsx";
import { text } from "../text/text.ts";
import { type MuteChoice, muteEnd } from "./mutes.ts";
import { useRoomNames } from "./room-names.ts";

export interface RoomDeeds {
  readonly markRead: () => void;
  readonly mute: (choice: MuteChoice) => void;
  readonly unmute: () => void;
}

/** What is done to a room at once; what does not work is said. */
export function useRoomDeeds(room: RoomInfo): RoomDeeds {
  const chat = useChat();
  const name = useRoomNames()(room);
  const setMute = async (until: number | "forever" | null): Promise<void> => {
    try {
      await chat.call.mutes.set({ roomId: room.id, until });
      say(until === null ? text.rooms.isUnmutedNow(name) : text.rooms.isMutedNow(name));
    } catch (error) {
      say(text.errors(error), { isError: true });
    }
  };
  return {
    markRead: () => chat.room(room.id).markRead(),
    mute: (choice) => void setMute(muteEnd(choice, new Date())),
    unmute: () => void setMute(null),
  };
}
