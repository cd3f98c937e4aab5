/** Where a person was in each room, as long as the page lives. */
import type { Chat } from "@parlance/client";
import type { Place } from "./history-view.ts";

const ofChats = new WeakMap<Chat, Map<string, Place>>();

export function placeIn(chat: Chat, roomId: string): Place | undefined {
  return ofChats.get(chat)?.get(roomId);
}

/** `undefined`: at the end. */
export function keepPlace(chat: Chat, roomId: string, place: Place | undefined): void {
  const places = ofChats.get(chat) ?? new Map<string, Place>();
  ofChats.set(chat, places);
  if (place === undefined) places.delete(roomId);
  else places.set(roomId, place);
}
