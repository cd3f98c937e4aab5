import { text } from "../text/text.ts";
import { agoOf } from "./ago.ts";

/** What the server says of somebody's being there. */
export interface Status {
  readonly state: "online" | "away" | "offline";
  readonly lastActiveAt?: number | undefined;
}

/** Nothing is known of users with whom no room is shared: they are told as offline without a time. */
export const isKnown = (status: Status | undefined): status is Status =>
  status !== undefined && (status.state !== "offline" || status.lastActiveAt !== undefined);

/** For the dot at a picture. */
export const presenceOf = (status: Status | undefined): Status["state"] | undefined =>
  isKnown(status) ? status.state : undefined;

/** Undefined where nothing is known. */
export function presenceWords(status: Status | undefined, now: number): string | undefined {
  if (!isKnown(status)) return undefined;
  if (status.state === "online") return text.people.isOnline;
  if (status.state === "away") return text.people.isAway;
  if (status.lastActiveAt === undefined) return text.people.isOffline;
  const ago = agoOf(now - status.lastActiveAt);
  return ago === undefined ? text.people.activeNow : text.people.activeAgo(ago.count, ago.unit);
}
