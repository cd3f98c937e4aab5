import { useChat, useRooms, useUnread } from "@parlance/client/react";
import { useEffect } from "react";
import { useLocation } from "wouter";
import { placeOf } from "../app/places.ts";
import { useRoomNames } from "../rooms/room-names.ts";
import { text } from "../text/text.ts";
import unreadIcon from "./favicon-unread.svg";

const plainIcon = "/favicon.svg";

/** How much is unread, where it is seen from other windows: the title, the tab's icon, the application's badge. */
export function useTitle(): void {
  const chat = useChat();
  const { unread } = useUnread();
  const nameOf = useRoomNames();
  const rooms = useRooms();
  const [path] = useLocation();
  const { roomId } = placeOf(path);
  const room = rooms.find(({ room }) => room.id === roomId)?.room ?? (roomId && chat.room(roomId).get().room) ?? undefined;
  const place = room ? nameOf(room) : undefined;
  useEffect(() => {
    document.title = text.notifications.title(unread, place, text.common.appName);
  }, [unread, place]);
  useEffect(() => {
    badge(unread);
    return () => badge(0);
  }, [unread]);
  useEffect(
    () => () => {
      document.title = text.common.appName;
    },
    [],
  );
}

function badge(unread: number): void {
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (icon !== null) icon.href = unread > 0 ? unreadIcon : plainIcon;
  // Installed as an application only; nothing depends on it.
  const { setAppBadge, clearAppBadge } = navigator as Partial<Navigator>;
  const done = unread > 0 ? setAppBadge?.call(navigator, unread) : clearAppBadge?.call(navigator);
  done?.catch(() => undefined);
}
