/**
 * What nodes tell one another of themselves, on the topic `nodes`, which every node hears. Each signal names the node that sent it; it is at
 * most `bounds.nodeSignalBytes` as JSON.
 */
import type { Person, UnixMs, UserId } from "./model.ts";
import type { PresenceState } from "./signals.ts";

/** How a user is on the connections of one node. */
export interface UserItem {
  readonly kind: "user";
  readonly user: Person;
  /** Whether there is a connection. */
  readonly online: boolean;
  /** As those who watch the user are told: with patience for connections that go and come back. */
  readonly state: PresenceState;
  readonly lastActiveAt: UnixMs;
}

/** A name that a guest has, or is getting, on one node. */
export interface NameItem {
  readonly kind: "name";
  /** The name folded. */
  readonly key: string;
  readonly guestId: UserId;
  /** Of two guests who claim one name the one who did earlier has it; at one time the one whose id is smaller. */
  readonly at: UnixMs;
  /** `held`: the guest is in under it. `free`: given back. */
  readonly state: "claimed" | "held" | "free";
}

/** What every node knows of every other: replaced by a newer one of the same key. */
export type NodeItem = UserItem | NameItem;

interface FromNode {
  /** Unlike that of any other process, also of the one that ran there before. */
  readonly nodeId: string;
}

/** The node is alive. Without it for `nodeLeaseMs` it has none of its users any more. */
export interface BeatSignal extends FromNode {
  readonly kind: "beat";
  /** Rises by one with each. */
  readonly count: number;
  /** Of the node's last `change`. */
  readonly version: number;
  /** The last: it stops. */
  readonly isLeaving: boolean;
}

/** What changed on the node. Versions rise by one: a gap shows what was lost. */
export interface ChangeSignal extends FromNode {
  readonly kind: "change";
  readonly version: number;
  readonly items: readonly NodeItem[];
}

/** A part of all that the node has, as of `version`. */
export interface PageSignal extends FromNode {
  readonly kind: "page";
  readonly statement: number;
  /** From 0. */
  readonly page: number;
  readonly isLast: boolean;
  readonly version: number;
  readonly items: readonly NodeItem[];
}

/** `of` is to say what came after `version`; null for all that it has. */
export interface AskSignal extends FromNode {
  readonly kind: "ask";
  readonly of: string;
  readonly version: number | null;
}

/** Rates that were taken, or given back where the count is below 0, since the last. */
export interface SpentSignal extends FromNode {
  readonly kind: "spent";
  readonly rates: readonly (readonly [rate: string, subject: string, count: number])[];
}

/** What is worth knowing sooner than the store is asked for it. */
export interface NewsSignal extends FromNode {
  readonly kind: "news";
  readonly news: NodeNews;
}
export type NodeNews =
  | { readonly type: "sessions_ended"; readonly sessionIds: readonly string[] }
  | { readonly type: "session_extended"; readonly sessionId: string; readonly expiresAt: UnixMs }
  /** A guest, who was banned from the server. */
  | { readonly type: "shut_out"; readonly userId: UserId }
  /** Made, renamed, otherwise changed or deleted: how they are is to be asked of the store. */
  | { readonly type: "users_changed"; readonly userIds: readonly UserId[] };

export type NodeSignal = BeatSignal | ChangeSignal | PageSignal | AskSignal | SpentSignal | NewsSignal;
