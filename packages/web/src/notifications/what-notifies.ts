/** Which messages call a person who looks elsewhere. */
import type { Message, RoomSummary } from "@parlance/client";
import type { Preferences } from "../settings/preference-values.ts";

export interface Listener {
  readonly id: string | undefined;
  readonly blocked: ReadonlySet<string>;
  readonly notify: Preferences["notify"];
}

/** Older ones, which came while the computer slept, are seen in the counts. */
const newsMs = 120_000;

export function isMuted({ mutedUntil }: Pick<RoomSummary, "mutedUntil">, now: number): boolean {
  return mutedUntil === "forever" || (mutedUntil !== undefined && mutedUntil > now);
}

/** `room` is undefined for what is none of theirs. */
export function notifiesOf(message: Message, room: RoomSummary | undefined, { me, now }: { me: Listener; now: number }): boolean {
  if (room === undefined || me.id === undefined || me.notify === "none") return false;
  if (message.author.id === me.id || me.blocked.has(message.author.id)) return false;
  if (message.deletedAt !== undefined || message.id <= room.readTo) return false;
  if (isMuted(room, now) || now - message.at > newsMs) return false;
  const calls = message.mentions?.room === true || message.mentions?.userIds.includes(me.id) === true;
  return me.notify === "all" || calls || room.room.kind === "direct";
}
