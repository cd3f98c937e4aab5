import type { RoomSummary } from "@parlance/client";
import { useEffect, useState } from "react";
import { firstMuteEnd } from "./mutes.ts";

/** A time past which browsers take a delay for none. */
const longestDelayMs = 2 ** 31 - 1;

/** The present time for looking at mutes: it moves on when the first of them is over, which nobody else tells. */
export function useMuteTime(rooms: readonly Pick<RoomSummary, "mutedUntil">[]): number {
  const [seen, setSeen] = useState({ rooms, now: Date.now() });
  const { now } = seen;
  if (seen.rooms !== rooms) setSeen({ rooms, now: Date.now() });
  useEffect(() => {
    const inMs = firstMuteEnd(rooms, now);
    if (inMs === undefined) return undefined;
    const timer = setTimeout(() => setSeen({ rooms, now: Date.now() }), Math.min(inMs + 1, longestDelayMs));
    return () => clearTimeout(timer);
  }, [rooms, now]);
  return now;
}
