/** What clients live from that keep what they were told: what they begin with, what they missed, and pages of a room's messages. */
import type { Message, MessageId, RoomEvent, RoomId, Seq, UserId } from "./model.ts";

/** What somebody knows of a room: everything up to this event. */
export interface Position {
  readonly roomId: RoomId;
  readonly seq: Seq;
}

export interface CatchUp {
  readonly readerId: UserId;
  readonly positions: readonly Position[];
  /** Who is further behind in a room starts anew. */
  readonly maxEvents: number;
  /** Messages for somebody who starts anew, at most. */
  readonly pageSize: number;
  /** Events and messages of the whole answer, and about how many characters they are (`charsOf`). */
  readonly maxItems: number;
  readonly maxChars: number;
}

/**
 * What somebody missed in a room. `events`: all of it, in order. `fresh`: they start anew, from the newest messages, oldest first, as they
 * are after the event `seq`. `gone`: there is no such room, or not for them; indistinguishable on purpose.
 */
export type CaughtUp =
  | { readonly kind: "events"; readonly roomId: RoomId; readonly events: readonly RoomEvent[] }
  | {
      readonly kind: "fresh";
      readonly roomId: RoomId;
      readonly seq: Seq;
      readonly messages: readonly Message[];
      readonly hasOlder: boolean;
    }
  | { readonly kind: "gone"; readonly roomId: RoomId };

/** Which messages of a room: the newest, those before or after an id, or some on either side of it. Any id will do, of a message or not. */
export type PageRange = { readonly kind: "newest" } | { readonly kind: "before" | "after" | "around"; readonly id: MessageId };

export interface PageQuery {
  readonly readerId: UserId;
  readonly roomId: RoomId;
  readonly range: PageRange;
  readonly limit: number;
  /** About how many characters the page has at most (`charsOf`); one message it has in any case. */
  readonly maxChars: number;
}

/** Messages of a room, oldest first and none left out in between, as they are after the room's event `seq`. */
export interface MessagePage {
  readonly messages: readonly Message[];
  readonly seq: Seq;
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
}

/** All of one answer is read at one instant, with the right to read it: nobody reads what came after they were removed (I5). */
export interface SyncStore {
  /**
   * What the reader missed, room by room in the order of `positions`, up to where the answer is full: at least one, and those left out are
   * to be asked for again. Starts anew who is more than `maxEvents` behind, or behind by more than an answer holds; whose position is ahead of
   * the room, which then lost what came after a backup; and who was not in a private room all the while since (what was said while
   * they were away is history to them, not news).
   */
  catchUp(query: CatchUp): Promise<readonly CaughtUp[]>;
  /** Null when there is no such room, or not for the reader. Logarithmic in the history. */
  messagesIn(query: PageQuery): Promise<MessagePage | null>;
}

/** What an event or a message takes on the wire beside its texts. */
const frameChars = 256;
const userIdChars = 40;

/** About how many characters a message is on the wire: its text, and who reacted to it. */
export function charsOf({ text, reactions }: Message): number {
  return reactions.reduce((sum, { userIds }) => sum + userIdChars * userIds.length, frameChars + text.length);
}

/** The same for an event: most tell of a message by its id. */
export function charsOfEvent(event: RoomEvent): number {
  return event.type === "posted" || event.type === "edited" ? charsOf(event.message) : frameChars;
}

/** As many of the first as have no more characters together; the first in any case. */
export function firstWithin(messages: readonly Message[], maxChars: number): readonly Message[] {
  let [count, chars] = [0, 0];
  for (const message of messages) {
    chars += charsOf(message);
    if (chars > maxChars && count > 0) break;
    count += 1;
  }
  return messages.slice(0, count);
}

/** The same of the last, in their order. */
export function lastWithin(messages: readonly Message[], maxChars: number): readonly Message[] {
  return firstWithin(messages.toReversed(), maxChars).toReversed();
}
