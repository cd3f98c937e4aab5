import { useChat } from "@parlance/client/react";
import { useCallback } from "react";
import { useLocation } from "wouter";
import { places } from "../app/places.ts";

/** Goes to the direct room with somebody, which is made if need be; with oneself for notes. */
export function useOpenDirect(): (userId: string) => Promise<void> {
  const chat = useChat();
  const [, go] = useLocation();
  return useCallback(
    async (userId) => {
      const { id } = await chat.openDirect(userId);
      go(places.room(id));
    },
    [chat, go],
  );
}
