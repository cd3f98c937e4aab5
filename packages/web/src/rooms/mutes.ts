import type { RoomSummary } from "@parlance/client";

const hourMs = 3_600_000;

/** How long a room can be muted for. */
export const muteChoices = ["hour", "tomorrow", "forever"] as const;
export type MuteChoice = (typeof muteChoices)[number];

/** `tomorrow`: until eight in the morning, where the person is. */
export function muteEnd(choice: MuteChoice, now: Date): number | "forever" {
  switch (choice) {
    case "hour":
      return now.getTime() + hourMs;
    case "tomorrow":
      return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 8).getTime();
    case "forever":
      return "forever";
  }
}

export const isMuted = ({ mutedUntil = 0 }: Pick<RoomSummary, "mutedUntil">, now: number): boolean =>
  mutedUntil === "forever" || mutedUntil > now;

/** Milliseconds until the first of the mutes is over, which nobody tells; undefined where there is none to wait for. */
export function firstMuteEnd(rooms: readonly Pick<RoomSummary, "mutedUntil">[], now: number): number | undefined {
  const ends = rooms.flatMap(({ mutedUntil }) => (typeof mutedUntil === "number" && mutedUntil > now ? [mutedUntil - now] : []));
  return ends.length === 0 ? undefined : Math.min(...ends);
}
