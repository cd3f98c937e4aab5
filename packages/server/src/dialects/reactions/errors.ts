import { type ErrorCode, errorCatalogue } from "../../core/errors.ts";
import type { Bounds } from "../../ports/bounds.ts";

/** The texts of error frames. The first five are the document's and its server's; the others are Parlance's. */
export function errorTexts(bounds: Bounds) {
  return {
    rateLimited: `Rate limit exceeded. Maximum ${bounds.reactionsMessagesPerMinute} messages per minute.`,
    invalid: "Invalid message format",
    empty: "message text cannot be empty",
    tooLong: `message too long (max ${bounds.reactionsTextChars} characters)`,
    noMessage: "message not found",
    nameTaken: "author name is taken by a registered user",
    togglesLimited: `Rate limit exceeded. Maximum ${bounds.togglesPerMinute} reactions per minute.`,
    tooManyReactions: "message has too many reactions",
    unavailable: "Server cannot store messages right now, try again",
  } as const;
}
export type ErrorTexts = ReturnType<typeof errorTexts>;

/** What a refusal by core says here. */
export function textOfRefusal(code: ErrorCode, texts: ErrorTexts): string {
  switch (code) {
    case "text_empty":
      return texts.empty;
    case "text_too_long":
      return texts.tooLong;
    case "not_found":
      return texts.noMessage;
    case "name_taken":
      return texts.nameTaken;
    case "rate_limited":
      return texts.togglesLimited; // send_message takes its own rate before core is asked
    case "too_many_reactions":
      return texts.tooManyReactions;
    case "unavailable":
    case "overloaded":
      return texts.unavailable;
    default:
      return errorCatalogue[code].message;
  }
}
