import type { Bus } from "../ports/bus.ts";
import type { RoomEvent } from "../ports/model.ts";
import type { Telemetry } from "../ports/telemetry.ts";

/**
 * Hands what was committed to those who may read it: a direct room's events to its pair only (I5), another room's to the room, once
 * however many its members are: who follows a room of members only lets none through but them (groups.ts). Who comes or goes is told themself, and who
 * watches somebody who goes is told to look whether they may.
 */
export function createDelivery(
  bus: Pick<Bus, "publish" | "signal">,
  telemetry: Telemetry,
): (batch: readonly RoomEvent[]) => void {
  return (batch) => {
    const room = batch[0]?.room;
    if (room === undefined) return;
    count(batch, telemetry);
    if (room.kind === "direct") {
      for (const person of room.pair) bus.publish(`user:${person.id}`, batch);
      return;
    }
    bus.publish(`room:${room.id}`, batch);
    for (const event of batch) {
      if (event.type !== "member_joined" && event.type !== "member_left") continue;
      bus.publish(`user:${event.user.id}`, [event]);
      if (event.type === "member_left") bus.signal(`presence:${event.user.id}`, { kind: "left", userId: event.user.id });
    }
  };
}

function count(batch: readonly RoomEvent[], telemetry: Telemetry): void {
  for (let start = 0, end = 1; start < batch.length; start = end, end += 1) {
    const type = batch[start]?.type ?? "posted";
    while (batch[end]?.type === type) end += 1;
    telemetry.events(type, end - start);
  }
}
