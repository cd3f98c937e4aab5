import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { type Goal, HistoryView, type HistoryViewEvents, type Seen } from "./history-view.ts";

/** So long a message that was gone to is told from the others. */
const markedForMs = 3_000;

/** One for as long as the room is open, whose events go to what is drawn now. */
export function useView(goal: Goal, events: HistoryViewEvents): HistoryView {
  const latest = useRef(events);
  useLayoutEffect(() => {
    latest.current = events;
  });
  const [view] = useState(
    () =>
      new HistoryView(
        {
          onWant: (what) => latest.current.onWant(what),
          onSeen: (seen) => latest.current.onSeen(seen),
          onReached: (id) => latest.current.onReached(id),
        },
        goal,
      ),
  );
  return view;
}

/** The message that was gone to. */
export function useMarked() {
  const [id, mark] = useState<number>();
  useEffect(() => {
    if (id === undefined) return;
    const timer = setTimeout(() => mark(undefined), markedForMs);
    return () => clearTimeout(timer);
  }, [id]);
  return { id, mark };
}

/** What was seen: the last message ever, and whether the end is in sight. */
export function useSeen() {
  const [seen, setSeen] = useState<Seen>({ lastId: 0, isAtEnd: true });
  const see = (now: Seen): void =>
    setSeen((before) => {
      const lastId = Math.max(before.lastId, now.lastId);
      return lastId === before.lastId && now.isAtEnd === before.isAtEnd ? before : { lastId, isAtEnd: now.isAtEnd };
    });
  return { ...seen, see };
}
