/**
 * What is written down of a run, a line each, in the order in which it happened; `Ms` are milliseconds of the checker's own monotonic clock
 * since the run began. The first word of a text, its key, is unique, says in which round it was sent, and stays when the text is edited.
 */

/** What a client asked for. `message`: the id of what is changed, where the protocol tells ids. */
export type Deed =
  | { readonly what: "post"; readonly text: string; readonly clientKey?: string }
  | { readonly what: "edit"; readonly key: string; readonly messageId: number; readonly text: string }
  | { readonly what: "delete"; readonly key: string; readonly messageId: number }
  | {
      readonly what: "react";
      readonly key: string;
      readonly messageId: number;
      readonly emoji: string;
      readonly isOn: boolean;
    }
  | { readonly what: "remove" | "ban" | "invite" | "unban"; readonly subjectId: string };

/**
 * `acknowledged`: the server said that it is done. `refused`: that it is not and never will be. `unknown`: the connection went, or
 * nothing came in time: it may have been done, once, or may yet be.
 */
export type Outcome = "acknowledged" | "refused" | "unknown";

export interface Op {
  readonly kind: "op";
  readonly client: string;
  readonly userId: string;
  readonly protocol: string;
  readonly node: number;
  readonly roomId: string;
  readonly deed: Deed;
  readonly startMs: number;
  /** When the answer came, or was given up. */
  readonly endMs: number;
  readonly outcome: Outcome;
  /** Of the message that was posted, where the answer names it. */
  readonly messageId?: number;
  /** What the refusal said. */
  readonly why?: string;
}

/** A client from its first connection to its last. */
export interface ClientLine {
  readonly kind: "client";
  readonly client: string;
  /** Null for `reactions`, whose users are addresses. */
  readonly userId: string | null;
  readonly protocol: string;
}

/** How a stream of told lines begins. */
export interface Opened {
  readonly kind: "opened";
  readonly client: string;
  /** Counts the streams of a client from 1: its connections, or for one that hides them, its lives. */
  readonly stream: number;
  readonly node: number;
  /** When it began to connect, and when it knew that it was heard. */
  readonly startMs: number;
  readonly readyMs: number;
  /** The seq of each room from which on all events are told, where the protocol says so. */
  readonly standings?: Readonly<Record<string, number>>;
  /** So many of the lounge's latest messages are told first. */
  readonly replays?: number;
}

export interface Closed {
  readonly kind: "closed";
  readonly client: string;
  readonly stream: number;
  readonly atMs: number;
  readonly why: string;
}

/** A client was told of something, unasked. */
export interface Told {
  readonly kind: "told";
  readonly client: string;
  readonly stream: number;
  readonly atMs: number;
  readonly type: string;
  /** Where the protocol names it. */
  readonly roomId?: string;
  readonly seq?: number;
  readonly messageId?: number;
  readonly text?: string;
  readonly authorId?: string;
  /** Whose joining or leaving it is. */
  readonly subjectId?: string;
}

/** A client that hides its connections says that it starts anew after this seq. */
export interface Reset {
  readonly kind: "reset";
  readonly client: string;
  readonly stream: number;
  readonly atMs: number;
  readonly roomId: string;
  readonly seq: number;
}

export interface Item {
  readonly roomId: string;
  readonly messageId: number;
  readonly text: string;
  readonly isDeleted: boolean;
  /** `emoji user-id`; left out where the protocol shows none. */
  readonly reactions?: readonly string[];
}

/** An answer with messages: all that there are of these rooms (null: of the reader's rooms) after `after`, and up to `upTo` or the newest. */
export interface Read {
  readonly kind: "read";
  readonly client: string;
  readonly userId: string;
  readonly node: number;
  readonly what: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly roomId: string | null;
  readonly after: number;
  readonly upTo?: number;
  readonly items: readonly Item[];
  /** Of a reader who asks for what is after the greatest id it saw, again and again. */
  readonly isPoll?: boolean;
}

/** The answer to "what happened in this room after that seq". */
export interface Caught {
  readonly kind: "caught";
  readonly client: string;
  readonly userId: string;
  readonly node: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly roomId: string;
  readonly after: number;
  /** Null: the client was told to start anew, or that it is not (any more) its to read. */
  readonly events: readonly TrueEvent[] | null;
}

export interface TrueEvent {
  readonly seq: number;
  readonly type: string;
  readonly messageId?: number;
  readonly text?: string;
  readonly authorId?: string;
  readonly subjectId?: string;
}

export interface TrueMessage extends Item {
  readonly seq: number;
  readonly authorId: string;
  readonly reactions: readonly string[];
}

/** A room in the end, asked for over a good connection when all is quiet; what was there before the round is left out. */
export interface Truth {
  readonly kind: "truth";
  readonly roomId: string;
  /** Whether only its members may read it. */
  readonly isPrivate: boolean;
  /** Of two users; such rooms are shown by more protocols. */
  readonly isDirect: boolean;
  /** Events up to this seq, and messages up to this id, were there before. */
  readonly afterSeq: number;
  readonly afterId: number;
  /** Who was in it then. */
  readonly memberIds: readonly string[];
  /** In the order in which they were given. */
  readonly events: readonly TrueEvent[];
  readonly messages: readonly TrueMessage[];
}

/** What another node, or a later round, tells of messages that were in the truth. */
export interface Recheck {
  readonly kind: "recheck";
  readonly who: string;
  readonly roomId: string;
  readonly messages: readonly TrueMessage[];
}

/** Something was done to the deployment. */
export interface FaultLine {
  readonly kind: "fault";
  readonly nemesis: string;
  readonly target: string;
  readonly beganMs: number;
  readonly endedMs: number;
}

export type Line = Op | ClientLine | Opened | Closed | Told | Reset | Read | Caught | Truth | Recheck | FaultLine;

export type ViolationKind =
  | "lost"
  | "undelivered"
  | "doubled"
  | "reordered"
  | "gap"
  | "phantom"
  | "changed"
  | "refused_but_kept"
  | "leaked"
  | "stale_read"
  | "ids_out_of_order"
  | "missed_by_poller"
  | "undone"
  | "broken_frame"
  | "forked";

export interface Violation {
  readonly kind: ViolationKind;
  /** The client or node that shows it. */
  readonly who: string;
  readonly detail: string;
  /** About when, where that is known; the report shows what was written down around it. */
  readonly atMs?: number;
  /** The key of the message it is about. */
  readonly key?: string;
}

/** The first word. */
export const keyOf = (text: string): string => text.split(" ", 1)[0] ?? "";

/** Keys look so: `r2.native1-17`. What does not was sent by somebody else. */
const keyPattern = /^r\d+\.[\w-]+-\d+$/;
export const isKey = (key: string): boolean => keyPattern.test(key);

export const roundOf = (key: string): number => Number(/^r(\d+)\./.exec(key)?.[1] ?? Number.NaN);
