import type { Person, RoomId, UnixMs, UserId } from "./model.ts";
import type { PersonalSignal } from "./personal.ts";

/** `presence:<user id>` carries what changes about one user being there, `typing:<room id>` who begins and ends writing in one room,
 * `user:<user id>` what is for that user's own connections. */
export type SignalTopic = `presence:${string}` | `typing:${string}` | `user:${string}`;

/** `online`: at one of their connections at least. `away`: at none of those there are. `offline`: there is none. */
export type PresenceState = "online" | "away" | "offline";

/** What a node says of its own connections of a user; what the user is, all nodes' words make together. */
export interface PresenceSignal {
  readonly kind: "presence";
  readonly nodeId: string;
  readonly userId: UserId;
  readonly state: PresenceState;
  readonly lastActiveAt: UnixMs;
}

/** The user is in one room less than before: whoever watches them, or is watched by them, may not be known to them any more. */
export interface LeftSignal {
  readonly kind: "left";
  readonly userId: UserId;
}

export interface TypingSignal {
  readonly kind: "typing";
  readonly roomId: RoomId;
  readonly user: Person;
  readonly isTyping: boolean;
  /** The connection that said so: unlike any other on any node. */
  readonly from: string;
}

/** What is told and not stored. Plain data: a bus may carry it as JSON. */
export type Signal = PresenceSignal | LeftSignal | TypingSignal | PersonalSignal;
