import { useChat, useRooms, useUnread } from "@parlance/client/react";
import { useEffect } from "react";
import { useLocation } from "wouter";
import { placeOf } from "../app/places.ts";
import { useRoomNames } from "../rooms/room-names.ts";
import { text } from "../text/text.ts";
import unreadIcon from "./favicon-unread.svg";

const plainIcon = "/favicon.svg";

/** What is read as it comes was not unread to anybody: it is not to flicker, and not to be drawn three times. */
const settleMs = 300;

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
    const later = setTimeout(() => {
      document.title = text.notifications.title(unread, place, text.common.appName);
      badge(unread);
    }, settleMs);
    return () => clearTimeout(later);
  }, [unread, place]);
  useEffect(
    () => () => {
      document.title = text.common.appName;
      badge(0);
    },
    [],
  );
}

let badged = 0;

function badge(unread: number): void {
  if (unread === badged) return;
  badged = unread;
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (icon !== null) icon.href = unread > 0 ? unreadIcon : plainIcon;
  // Installed as an application only; nothing depends on it.
  const { setAppBadge, clearAppBadge } = navigator as Partial<Navigator>;
  const done = unread > 0 ? setAppBadge?.call(navigator, unread) : clearAppBadge?.call(navigator);
  done?.catch(() => undefined);
}
