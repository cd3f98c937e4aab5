import { useChatEvent, useConnection, useRoom } from "@parlance/client/react";
import { useCallback, useEffect, useState } from "react";
import { reasonOf } from "../text/errors.ts";

/**
 * How the person stands to a room. `waiting`: it is not known yet. `outside`: it can be read, and is none of theirs. `failed`: what was said
 * could not be loaded.
 */
export type Standing = "waiting" | "live" | "outside" | "gone" | "failed";

const noRoom: ReadonlySet<string> = new Set(["not_found", "forbidden", "bad_request"]);

export function useStanding(roomId: string): { readonly standing: Standing; readonly retry: () => void } {
  const { isLive, isLoaded, handle } = useRoom(roomId);
  const isOnline = useConnection().state === "online";
  const [trouble, setTrouble] = useState<"gone" | "failed">();
  const load = useCallback(() => {
    setTrouble(undefined);
    handle.loadLatest().catch((error: unknown) => setTrouble(noRoom.has(reasonOf(error)) ? "gone" : "failed"));
  }, [handle]);
  // Of one's own rooms it is loaded by itself, and this shares it; nobody loads another's.
  useEffect(() => {
    if (isOnline && !isLoaded) load();
  }, [isOnline, isLoaded, load]);
  useChatEvent("gone", (event) => {
    if (event.roomId === roomId) load();
  });
  if (trouble !== undefined && !isLoaded) return { standing: trouble, retry: load };
  return { standing: isLive ? "live" : isOnline ? "outside" : "waiting", retry: load };
}
