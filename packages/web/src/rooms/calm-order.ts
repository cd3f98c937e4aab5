import type { RoomSummary } from "@parlance/client";
import { useState } from "react";
import { inOrderOf } from "./sections.ts";

/** The rooms as they come, but in the order of the moment when `isHeld` began: what one is about to press does not move away. */
export function useCalmOrder(rooms: readonly RoomSummary[], isHeld: boolean): readonly RoomSummary[] {
  const [held, setHeld] = useState<readonly string[]>();
  if (isHeld && held === undefined) setHeld(rooms.map(({ room }) => room.id));
  if (!isHeld && held !== undefined) setHeld(undefined);
  return held === undefined || !isHeld ? rooms : inOrderOf(held, rooms);
}
