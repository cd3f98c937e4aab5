import { useMe } from "@parlance/client/react";
import { useEffect, useMemo, useReducer, useSyncExternalStore } from "react";
import { draftRooms } from "./draft-rooms.ts";

/** The composer writes what was typed last a moment after it was. */
const writtenAfterMs = 600;

/** Other tabs tell of what they store; within this one nobody does. */
const subscribe = (changed: () => void): (() => void) => {
  addEventListener("storage", changed);
  return () => removeEventListener("storage", changed);
};

const storedKeys = (): readonly string[] => Array.from({ length: localStorage.length }, (_, at) => localStorage.key(at) ?? "");

/** Rooms with something unsent; looked at when a room was left or entered, which is when it matters. */
export function useDrafts(roomId: string | undefined): ReadonlySet<string> {
  const me = useMe();
  const [, lookAgain] = useReducer((count: number) => count + 1, 0);
  const found = useSyncExternalStore(subscribe, () => (me === undefined ? "" : draftRooms(storedKeys(), me.id).join("\n")));
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at anew in each room
  useEffect(() => {
    const timer = setTimeout(lookAgain, writtenAfterMs);
    return () => clearTimeout(timer);
  }, [roomId]);
  return useMemo(() => new Set(found.split("\n")), [found]);
}
