import type { RoomEvent } from "../ports/model.ts";

export type CommitListener = (batch: readonly RoomEvent[]) => void;

/** Tells the listener about one transaction's events, given in commit order: a call for each run of events of one room. */
export function announce(events: readonly RoomEvent[], listener: CommitListener | null): void {
  if (listener === null) return;
  for (let start = 0; start < events.length; ) {
    const roomId = events[start]?.room.id;
    let end = start + 1;
    while (end < events.length && events[end]?.room.id === roomId) end += 1;
    listener(events.slice(start, end));
    start = end;
  }
}
