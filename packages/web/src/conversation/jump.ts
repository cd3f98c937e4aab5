import { createContext, useCallback, useContext } from "react";
import { useLocation } from "wouter";
import { places } from "../app/places.ts";

/** In a conversation: shows a message of it. */
export const JumpContext = createContext<((messageId: number) => void) | undefined>(undefined);

/** Goes to a message of a room: within the conversation one is in, and from anywhere else by its address. */
export function useJump(roomId: string): (messageId: number) => void {
  const jump = useContext(JumpContext);
  const [, go] = useLocation();
  return useCallback(
    (messageId: number) => (jump === undefined ? go(places.message(roomId, messageId)) : jump(messageId)),
    [jump, go, roomId],
  );
}
