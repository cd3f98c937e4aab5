import type { Bounds } from "../ports/bounds.ts";
import type { Message, MessageId, RoomId, UnixMs, UserId } from "../ports/model.ts";
import type { SearchStore } from "../ports/search.ts";
import { firstWithin } from "../ports/sync.ts";
import { type Sought, wordsOf } from "../ports/words.ts";
import type { Limits } from "./api.ts";
import { ChatError } from "./errors.ts";
import type { Guard } from "./failures.ts";
import { takeOrRefuse } from "./limits.ts";
import { isLongerThan } from "./text.ts";

/** What is absent does not matter. */
export interface FindInput {
  /** As it was typed: words, of which a message has to have all; those between quotes follow each other. */
  readonly text: string;
  readonly roomId?: RoomId | undefined;
  readonly authorId?: UserId | undefined;
  /** From this time on. */
  readonly from?: UnixMs | undefined;
  /** Before this time. */
  readonly until?: UnixMs | undefined;
  readonly before?: MessageId | undefined;
  /** At most, and unless told, `bounds.searchResults`. */
  readonly limit?: number | undefined;
}

export interface Findings {
  /** Newest first, in their present state. */
  readonly messages: readonly Message[];
  /** What `before` is to be for more; null when there is no more. There may be some even when `messages` is short, or empty. */
  readonly next: MessageId | null;
}

export interface MessageFinder {
  /**
   * Messages of the user's rooms, or of one room they may read, that have the words in their present text.
   * Errors: `bad_request` (no word, too many characters, a number that is none), `not_found` (no room that they may read), `rate_limited`, `unavailable`, `overloaded`.
   */
  find(userId: UserId, input: FindInput): Promise<Findings>;
}

interface SearchOptions {
  readonly store: SearchStore;
  readonly bounds: Pick<Bounds, "searchChars" | "searchResults" | "answerChars">;
  readonly limits: Limits;
  readonly guard: Guard;
}

export function createSearch({ store, bounds, limits, guard }: SearchOptions): MessageFinder {
  return {
    find: (userId, { text, limit = bounds.searchResults, ...input }) =>
      guard(async () => {
        takeOrRefuse(limits, "searchesPerMinute", userId);
        const { roomId = null, authorId = null, from = null, until = null, before = null } = input;
        if (isLongerThan(text, bounds.searchChars)) throw new ChatError("bad_request");
        for (const number of [from, until, before, limit]) {
          if (number !== null && !Number.isSafeInteger(number)) throw new ChatError("bad_request");
        }
        if (limit < 1 || limit > bounds.searchResults) throw new ChatError("bad_request");
        const sought = soughtIn(text);
        if (sought.phrases.length === 0) throw new ChatError("bad_request");
        const outcome = await store.searchMessages({ ...sought, userId, roomId, authorId, from, until, before, limit });
        if (outcome.kind === "no_room") throw new ChatError("not_found");
        const messages = firstWithin(outcome.messages, bounds.answerChars);
        const isCut = messages.length < outcome.messages.length;
        return { messages, next: isCut ? (messages.at(-1)?.id ?? null) : outcome.next };
      }),
  };
}

/** A part between quotes, closed or not, or one between spaces. */
const parts = /"([^"]*)("?)|[^\s"]+/g;
/** As keyboards of telephones and of several languages write them. */
const otherQuotes = /[“”„‟«»＂]/g;

/**
 * What is looked for. A part between spaces that is several words (`e-mail`, `don't`, 東京) is a phrase, too: whoever writes them together means
 * them so. The last word may go on, unless its quotes are closed.
 */
export function soughtIn(text: string): Sought {
  const phrases: (readonly string[])[] = [];
  let isLastOpen = true;
  for (const [part, quoted, close] of text.replace(otherQuotes, '"').matchAll(parts)) {
    const words = wordsOf(quoted ?? part);
    if (words.length === 0) continue;
    phrases.push(words);
    isLastOpen = close !== '"';
  }
  return { phrases, isLastOpen };
}
