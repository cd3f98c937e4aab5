import type { Chat, Message } from "@parlance/client";
import { useChat, useChatEvent } from "@parlance/client/react";
import { useEffect } from "react";
import { navigate } from "wouter/use-browser-location";
import { ownUrl } from "../app/own-url.ts";
import { places } from "../app/places.ts";
import { profilesOf } from "../people/profiles.ts";
import { roomName } from "../rooms/room-name.ts";
import { preferences } from "../settings/preferences.ts";
import { text } from "../text/text.ts";
import { isAnyTabLookedAt, tellLooking } from "./looking.ts";
import { plainText } from "./plain-text.ts";
import { notifiesOf } from "./what-notifies.ts";

/** Calls a person who looks elsewhere, if they want that and the browser lets it. It never asks for that by itself. */
export function useNotifications(): void {
  const chat = useChat();
  useEffect(tellLooking, []);
  useChatEvent("message", (message) => {
    if (!("Notification" in globalThis) || Notification.permission !== "granted") return;
    const me = { id: chat.me.get()?.id, blocked: chat.blocked.get(), notify: preferences.get().notify };
    const room = chat.rooms.get().find(({ room }) => room.id === message.roomId);
    if (!notifiesOf(message, room, { me, now: Date.now() })) return;
    void isAnyTabLookedAt().then((isSeen) => {
      if (!isSeen && room !== undefined) show(chat, message, roomName(room.room, me.id));
    });
  });
}

function show(chat: Chat, message: Message, room: string): void {
  const { author, file } = message;
  const profile = profilesOf(chat).get(author.id);
  const name = profile?.displayName ?? author.name;
  const isDirect = chat.room(message.roomId).get().room?.kind === "direct";
  try {
    const shown = new Notification(isDirect ? text.notifications.direct(name) : text.notifications.inRoom(name, room), {
      body: plainText(message.text) || (file === undefined ? "" : text.notifications.file(file.name)),
      // Tabs that all show it show it once.
      tag: `parlance-${message.id}`,
      silent: true,
      icon: ownUrl(profile?.avatarUrl) ?? "/favicon.svg",
    });
    shown.onclick = () => {
      window.focus();
      navigate(places.message(message.roomId, message.id));
      shown.close();
    };
  } catch {
    // Phones show notifications of service workers only.
  }
}
