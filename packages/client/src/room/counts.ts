import type { RoomEvent } from "../contract.ts";

/** More is not counted: so many or more. What servers count to unless they are told otherwise. */
const countedAtMost = 500;

/** What of a room is unread, as of the event `seq`. */
export interface Counts {
  /** The last message that the user has read; 0 for none. */
  readonly readTo: number;
  readonly unread: number;
  /** Unread messages that call the user, or everybody. */
  readonly mentions: number;
  readonly seq: number;
}

/** Of two counts of a room, whether the second is the older one. */
export const isOlder = (counts: Counts, other: Counts): boolean =>
  other.readTo < counts.readTo || (other.readTo === counts.readTo && other.seq < counts.seq);

export const noCounts: Counts = { readTo: 0, unread: 0, mentions: 0, seq: 0 };

/** Who reads, and what does not count for them. */
export interface Reader {
  /** Undefined until it is known. */
  id(): string | undefined;
  isBlocked(userId: string): boolean;
}

/** Whether a message by another calls this reader. */
export function calls(reader: Reader, event: RoomEvent): boolean {
  if (event.type !== "posted" || !isByAnother(reader, event)) return false;
  const { mentions } = event.message;
  return mentions !== undefined && (mentions.room || mentions.userIds.some((id) => id === reader.id()));
}

const isByAnother = (reader: Reader, { message: { author } }: RoomEvent & { type: "posted" }): boolean =>
  author.id !== reader.id() && !reader.isBlocked(author.id);

const oneMore = (count: number): number => Math.min(count + 1, countedAtMost);

/** The counts after an event; events that they include change nothing. */
export function counted(counts: Counts, event: RoomEvent, reader: Reader): Counts {
  if (event.seq <= counts.seq) return counts;
  const { seq } = event;
  if (event.type !== "posted" || !isByAnother(reader, event)) return { ...counts, seq };
  const mentions = calls(reader, event) ? oneMore(counts.mentions) : counts.mentions;
  return { ...counts, seq, unread: oneMore(counts.unread), mentions };
}

/** Whether the event changes what was counted: only the server knows by how much. */
export function unsettles({ readTo }: Counts, event: RoomEvent): boolean {
  if (event.type === "edited") return event.message.id > readTo;
  return event.type === "deleted" && event.messageId > readTo;
}
