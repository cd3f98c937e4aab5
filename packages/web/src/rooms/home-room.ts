import type { RoomSummary } from "@parlance/client";
import { useMe } from "@parlance/client/react";
import { useEffect, useSyncExternalStore } from "react";
import { useLocation } from "wouter";
import { places } from "../app/places.ts";
import { loungeId } from "../people/people-rights.ts";
import { lastRoom } from "./last-room.ts";

/** As in the styles: narrower is a phone, where the beginning is the list itself. */
const wide = matchMedia("(min-width: 48rem)");

const subscribe = (changed: () => void): (() => void) => {
  wide.addEventListener("change", changed);
  return () => wide.removeEventListener("change", changed);
};

/** Remembers the room one is in. Where there is room for list and conversation, the beginning leads to the one of last time. */
export function useHomeRoom(rooms: readonly RoomSummary[], roomId: string | undefined): void {
  const [, go] = useLocation();
  const me = useMe();
  const isWide = useSyncExternalStore(subscribe, () => wide.matches);
  const isOneOf = (id: string | undefined): id is string => rooms.some(({ room }) => room.id === id);
  const isIn = isOneOf(roomId);
  useEffect(() => {
    if (me !== undefined && roomId !== undefined && isIn) lastRoom.set(me.id, roomId);
  }, [me, roomId, isIn]);

  const last = roomId === undefined && me !== undefined ? lastRoom.get(me.id) : undefined;
  const home = isOneOf(last) ? last : isOneOf(loungeId) ? loungeId : rooms[0]?.room.id;
  useEffect(() => {
    if (isWide && me !== undefined && roomId === undefined && home !== undefined) go(places.room(home), { replace: true });
  }, [go, home, isWide, me, roomId]);
}
