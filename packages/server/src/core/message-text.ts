import type { Bounds } from "../ports/bounds.ts";
import { ChatError } from "./errors.ts";
import { isLongerThan } from "./text.ts";

/** Errors: `text_empty`, `text_too_long`. */
export function checkText(text: string, mayBeBlank: boolean, bounds: Bounds): void {
  if (!mayBeBlank && text.trim() === "") throw new ChatError("text_empty");
  if (isLongerThan(text, bounds.messageChars)) throw new ChatError("text_too_long");
}
