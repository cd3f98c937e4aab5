import type { Role, Room } from "../contract.ts";

/** One of the user's rooms, as an entry of a list. */
export interface RoomSummary {
  readonly room: Room;
  /** Left out where the user is no member: the lounge, for guests. */
  readonly role?: Role;
  /** At most 500, which means: or more. So for `mentions`. */
  readonly unread: number;
  readonly mentions: number;
  /** The last message that the user has read; 0 for none. */
  readonly readTo: number;
  readonly mutedUntil?: number | "forever";
  /** When the latest message was posted. */
  readonly latestAt?: number;
}

/** What is known of a room beside its events. */
export interface About {
  readonly room: Room;
  readonly role?: Role | undefined;
  readonly mutedUntil?: number | "forever" | undefined;
  readonly latestAt?: number | undefined;
}
