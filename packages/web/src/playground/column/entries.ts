/** What a column lists: frames both ways, and notes of what became of the connection. */

export interface FrameEntry {
  readonly kind: "frame";
  readonly key: number;
  readonly at: number;
  readonly direction: "sent" | "received";
  /** The path of the request when it did not go over the socket. */
  readonly path?: string;
  readonly text: string;
  /** What the text says; undefined when it is not JSON. */
  readonly value: unknown;
  readonly bytes: number;
  readonly isError: boolean;
  readonly isPing: boolean;
  /** It answers what was sent. */
  readonly isAnswer: boolean;
  /** It carries a message that somebody said. */
  readonly isSaid: boolean;
  /** The message it carries, as `Marks` numbers it. */
  readonly mark?: number;
  /** The type of the frame it answers, where the protocol numbers its calls. */
  readonly answers?: string;
}

export type Note =
  | { readonly what: "connecting"; readonly url: string }
  | { readonly what: "opened" }
  | { readonly what: "in"; readonly name: string }
  | {
      readonly what: "closed";
      readonly code: number;
      readonly reason: string;
      readonly wasOpen: boolean;
      readonly isOwn: boolean;
    }
  | { readonly what: "waiting"; readonly ms: number }
  | { readonly what: "stays" }
  | { readonly what: "renamed"; readonly name: string }
  | { readonly what: "catchingUp" }
  | { readonly what: "unreachable" }
  | { readonly what: "flooding"; readonly count: number };

export interface NoteEntry {
  readonly kind: "note";
  readonly key: number;
  readonly at: number;
  readonly note: Note;
}

export type Entry = FrameEntry | NoteEntry;

/** Kept of each column; older ones are dropped, and counted. */
export const keptEntries = 500;

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const encoder = new TextEncoder();
export const bytesOf = (text: string): number => encoder.encode(text).length;

export type Filter = "all" | "noPings" | "talk";

/** Errors and notes are shown by every filter: what went wrong should not have to be looked for. */
export function isShown(entry: Entry, filter: Filter): boolean {
  if (entry.kind === "note" || entry.isError || filter === "all") return true;
  if (filter === "noPings") return !entry.isPing;
  return entry.isSaid || entry.mark !== undefined;
}
