import { useCallback } from "react";
import { useLocation } from "wouter";
import { places } from "../app/places.ts";

/** Where a panel stands beside the conversation, and not over it. */
const isBeside = (): boolean => matchMedia("(min-width: 75rem)").matches;

/** Leads to a message in its conversation. The panel stays where there is room for both; else it goes, for it would cover the message. */
export function useJump(): (message: { readonly roomId: string; readonly id: number }) => void {
  const [, go] = useLocation();
  return useCallback(({ roomId, id }) => go(`${places.message(roomId, id)}${isBeside() ? location.search : ""}`), [go]);
}
