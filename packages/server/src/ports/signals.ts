import type { Person, RoomId, UserId } from "./model.ts";
import type { NodeSignal } from "./nodes.ts";
import type { PersonalSignal } from "./personal.ts";

/** `presence:<user id>` carries that a user left a room, for those who watch them; `typing:<room id>` who begins and ends writing in one room;
 * `user:<user id>` what is for that user's own connections; `nodes` what nodes tell one another (nodes.ts). */
export type SignalTopic = `presence:${string}` | `typing:${string}` | `user:${string}` | "nodes";

/** `online`: at one of their connections at least. `away`: at none of those there are. `offline`: there is none. */
export type PresenceState = "online" | "away" | "offline";

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
export type Signal = LeftSignal | TypingSignal | PersonalSignal | NodeSignal;
