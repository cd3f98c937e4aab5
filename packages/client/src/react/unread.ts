import { useMemo } from "react";
import type { Observable } from "../base/observable.ts";
import { realClock } from "../base/real-clock.ts";
import { isSame } from "../base/same.ts";
import type { RoomSummary } from "../room/about.ts";
import { useChat } from "./provider.ts";
import { useView, type View } from "./view.ts";

/** Of one room at most 500 each, which means: or more. */
export interface Unread {
  readonly unread: number;
  /** Unread messages that call the user, or everybody. */
  readonly mentions: number;
}

/** What is unread in a room; without `roomId`, in all the user's rooms that are not muted. Looks at no room, and loads no messages. */
export function useUnread(roomId?: string): Unread {
  const { rooms } = useChat();
  return useView(useMemo(() => (roomId === undefined ? allUnread(rooms) : unreadOf(rooms, roomId)), [rooms, roomId]));
}

type Rooms = Observable<readonly RoomSummary[]>;

function unreadOf(rooms: Rooms, roomId: string): View<Unread> {
  return { get: sumOf(rooms, ({ room }) => room.id === roomId), subscribe: rooms.subscribe };
}

/** The end of a mute is told by nobody, so it is waited for while somebody looks. */
function allUnread(rooms: Rooms): View<Unread> {
  const subscribe = (changed: () => void): (() => void) => {
    let cancel = (): void => undefined;
    const heard = (): void => {
      cancel();
      const inMs = Math.min(...rooms.get().map(muteEndsInMs));
      cancel = Number.isFinite(inMs) ? realClock.after(inMs, heard) : () => undefined;
      changed();
    };
    const stop = rooms.subscribe(heard);
    heard();
    return () => {
      stop();
      cancel();
    };
  };
  return { get: sumOf(rooms, (room) => !isMuted(room)), subscribe };
}

const isMuted = ({ mutedUntil = 0 }: RoomSummary): boolean => mutedUntil === "forever" || mutedUntil > Date.now();

/** Infinite where there is no end to wait for. */
function muteEndsInMs(room: RoomSummary): number {
  const { mutedUntil } = room;
  return isMuted(room) && typeof mutedUntil === "number" ? mutedUntil - Date.now() : Number.POSITIVE_INFINITY;
}

/** Sums anew at each look: time alone may change which rooms count. */
function sumOf(rooms: Rooms, isCounted: (room: RoomSummary) => boolean): () => Unread {
  let last: Unread = { unread: 0, mentions: 0 };
  return () => {
    const counted = rooms.get().filter(isCounted);
    const sum = (name: keyof Unread): number => counted.reduce((total, room) => total + room[name], 0);
    const now = { unread: sum("unread"), mentions: sum("mentions") };
    if (!isSame(last, now)) last = now;
    return last;
  };
}
