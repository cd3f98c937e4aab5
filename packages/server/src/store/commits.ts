import type { RoomEvent } from "../ports/model.ts";

export type CommitListener = (batch: readonly RoomEvent[]) => void;

/** Tells the listener about one transaction: once per room, rooms in the order of their first event. */
export function announce(events: readonly RoomEvent[], listener: CommitListener | null): void {
  if (listener === null || events.length === 0) return;
  const byRoom = new Map<string, RoomEvent[]>();
  for (const event of events) {
    const batch = byRoom.get(event.room.id);
    if (batch === undefined) byRoom.set(event.room.id, [event]);
    else batch.push(event);
  }
  for (const batch of byRoom.values()) listener(batch);
}
