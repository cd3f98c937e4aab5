/** What was seen by somebody who was there to see it is read. */
import type { Room } from "@parlance/client";
import { useCallback, useEffect, useMemo, useRef } from "react";
import type { Seen } from "./history-view.ts";

const isThere = (): boolean => document.visibilityState === "visible" && document.hasFocus();

/** So long after it was seen it is told: one who scrolls reads no more than where they stop. */
const settleMs = 300;

/** Gives what is to be called with what is in sight. */
export function useReading(room: Room): (seen: Seen) => void {
  const seen = useRef<Seen>({ lastId: 0, isAtEnd: false });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const mark = useCallback(() => {
    timer.current = undefined;
    const { lastId } = seen.current;
    const { isLive, readTo = 0 } = room.get();
    if (isLive && lastId > readTo && isThere()) room.markRead(lastId);
  }, [room]);
  const soon = useMemo(
    () => () => {
      timer.current ??= setTimeout(mark, settleMs);
    },
    [mark],
  );
  useEffect(() => {
    window.addEventListener("focus", soon);
    document.addEventListener("visibilitychange", soon);
    return () => {
      window.removeEventListener("focus", soon);
      document.removeEventListener("visibilitychange", soon);
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [soon]);
  return useCallback(
    (now: Seen) => {
      seen.current = now;
      soon();
    },
    [soon],
  );
}
