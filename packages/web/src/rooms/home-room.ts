import type { RoomSummary } from "@parlance/client";
import { useMe } from "@parlance/client/react";
import { useEffect } from "react";
import { useLocation } from "wouter";
import { places } from "../app/places.ts";
import { useIsPhone } from "../design/use-is-phone.ts";
import { loungeId } from "../people/people-rights.ts";
import { lastRoom } from "./last-room.ts";

/** Remembers the room one is in. The beginning leads to the one of last time; on a phone it is the list itself. */
export function useHomeRoom(rooms: readonly RoomSummary[], roomId: string | undefined): void {
  const [, go] = useLocation();
  const me = useMe();
  const isPhone = useIsPhone();
  const isOneOf = (id: string | undefined): id is string => rooms.some(({ room }) => room.id === id);
  const isIn = isOneOf(roomId);
  useEffect(() => {
    if (me !== undefined && roomId !== undefined && isIn) lastRoom.set(me.id, roomId);
  }, [me, roomId, isIn]);

  const last = roomId === undefined && me !== undefined ? lastRoom.get(me.id) : undefined;
  const home = isOneOf(last) ? last : isOneOf(loungeId) ? loungeId : rooms[0]?.room.id;
  useEffect(() => {
    if (!isPhone && me !== undefined && roomId === undefined && home !== undefined) go(places.room(home), { replace: true });
  }, [go, home, isPhone, me, roomId]);
}
