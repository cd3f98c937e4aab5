import type { RoomSummary } from "@parlance/client";
import { useChat } from "@parlance/client/react";
import { useMemo } from "react";
import { useLocation } from "wouter";
import { placeOf, places } from "../app/places.ts";
import { roomAt, sectionsOf, unreadAt } from "./sections.ts";

export interface RoomSteps {
  /** To the room below or above in the list, around its ends. */
  readonly step: (step: 1 | -1) => void;
  /** To the next one with something unread that is not muted; stays where there is none. */
  readonly stepToUnread: (step: 1 | -1) => void;
}

/** Going through the rooms without the list: for keys that work anywhere. */
export function useRoomSteps(): RoomSteps {
  const { rooms } = useChat();
  const [path, go] = useLocation();
  return useMemo(() => {
    const to = (find: (all: readonly RoomSummary[], roomId: string | undefined) => string | undefined): void => {
      const { roomId } = placeOf(path);
      const next = find(
        sectionsOf(rooms.get()).flatMap((section) => section.rooms),
        roomId,
      );
      if (next !== undefined && next !== roomId) go(places.room(next));
    };
    return {
      step: (step) => to((all, roomId) => roomAt(all, roomId, step)),
      stepToUnread: (step) => to((all, roomId) => unreadAt(all, roomId, { step, now: Date.now() })),
    };
  }, [rooms, path, go]);
}
