/**
 * What is written down while clients talk through a bad network, and what the server holds in the end. The first word of a text, its key,
 * is unique and stays when the text is edited.
 */

/** A message as its reader has it in the end, with what must be the same for all. */
export interface Held {
  readonly id: number;
  readonly text: string;
  readonly isDeleted: boolean;
  /** `emoji user-id`, sorted. */
  readonly reactions: readonly string[];
}

/** An event as a client was told of it, or as the server tells it in the end. `text` only where something was posted. */
export interface Told {
  readonly seq: number;
  readonly type: string;
  readonly text?: string;
  /** Whose joining, leaving or posting it is. */
  readonly userId?: string;
}

export interface KeptMessage extends Held {
  readonly seq: number;
  readonly authorId: string;
  /** User ids, and "room". */
  readonly calls: readonly string[];
}

/** A room in the end, asked for over a good connection. */
export interface RoomTruth {
  readonly roomId: string;
  /** Whether only members may read it. */
  readonly isPrivate: boolean;
  /** From seq 1. */
  readonly events: readonly Told[];
  /** Oldest first. */
  readonly messages: readonly KeptMessage[];
}

/**
 * A send as its client knows it. `acknowledged`: the client said that the server keeps it. `refused`: that it never will. `stored`: the client
 * died when it had said that a reload would send it. `unknown`: it died before that. `open`: neither, and the client lives.
 */
export interface SendRecord {
  readonly roomId: string;
  readonly text: string;
  readonly outcome: "acknowledged" | "refused" | "stored" | "unknown" | "open";
  /** Of the message, once it is acknowledged. */
  readonly id: number | null;
}

/** What a client was told about one room, in the order in which it was. A reset: it was too far behind and starts anew after `seq`. */
export type Heard = { readonly roomId: string; readonly reset: number } | ({ readonly roomId: string } & Told);

/** A room as the client shows it in the end. */
export interface View {
  readonly roomId: string;
  /** Oldest first, up to the newest; only those the client has. */
  readonly messages: readonly Held[];
  readonly readTo: number;
  readonly unread: number;
  readonly mentions: number;
}

/** One life of a device: a client from its start to its end, through all its connections. */
export interface DeviceRecord {
  readonly name: string;
  readonly userId: string;
  /** It died, or was closed, before all came to rest: what it had not heard by then it never will. */
  readonly isOver: boolean;
  /** Of each room, up to where the life before it had heard, and this one must go on after. */
  readonly resumesAfter: ReadonlyMap<string, number>;
  readonly sends: readonly SendRecord[];
  readonly heard: readonly Heard[];
  readonly views: readonly View[];
  /** Texts that it shows as refused, to be sent again or given up: also those of a life before. */
  readonly failed: readonly string[];
}

/** An event that the server sent to somebody unasked, whatever the client made of it. */
export interface Push {
  readonly userId: string;
  readonly roomId: string;
  readonly seq: number;
}

export interface ResumeHistory {
  readonly rooms: readonly RoomTruth[];
  readonly devices: readonly DeviceRecord[];
  readonly pushes: readonly Push[];
}

export type ResumeFault =
  | "lost"
  | "doubled"
  | "reordered"
  | "skipped"
  | "leaked"
  | "invented"
  | "refused_but_kept"
  | "unsettled"
  | "wrong_view"
  | "wrong_unread";

export interface ResumeFinding {
  readonly fault: ResumeFault;
  readonly device: string;
  readonly detail: string;
}
