import type { Message, MessageId, RoomId, UnixMs, UserId } from "./model.ts";
import type { Sought } from "./words.ts";

export interface Search extends Sought {
  /** Who asks. */
  readonly userId: UserId;
  /** This room alone; null for all rooms that the user is a member of. */
  readonly roomId: RoomId | null;
  /** Messages of this author alone. */
  readonly authorId: UserId | null;
  /** Messages posted at this time or later. */
  readonly from: UnixMs | null;
  /** Messages posted before this time. */
  readonly until: UnixMs | null;
  /** Messages with smaller ids; null for the newest. */
  readonly before: MessageId | null;
  readonly limit: number;
}

export type SearchOutcome =
  | {
      readonly kind: "found";
      /** Newest first. */
      readonly messages: readonly Message[];
      /** There may be more: ask again with this as `before`. Null: there is no more. */
      readonly next: MessageId | null;
    }
  /** No such room as `roomId`, or one that the user may not read; indistinguishable on purpose. */
  | { readonly kind: "no_room" };

export interface SearchStore {
  /**
   * Messages that have what is sought in their present text, as `hasSought` (words.ts) has it, newest first, of rooms the user is a member
   * of; a public room of which they are not only when it is `roomId`.
   * - It MUST find everything committed before it was asked, and a text that was edited or deleted before MUST NOT be found: people look
   *   for what they wrote a second ago.
   * - The work of one call MUST be bounded, however long the history is and however many messages of rooms the user may not read have the
   *   words: a page may be short, or empty, and `next` says where to go on. Who follows `next` to its end misses nothing and sees nothing twice.
   * - Whatever is kept for searching MUST lose a text with its deletion or edit, as the rest of the store does (`deleteMessage`).
   * - With no phrase it finds nothing.
   */
  searchMessages(search: Search): Promise<SearchOutcome>;
}
