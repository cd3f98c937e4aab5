import type { RefObject } from "react";
import { emojiOfCode } from "../emoji/find-emoji.ts";
import { offeredEmoji } from "../emoji/offered-emoji.ts";
import { replaceIn } from "./field.ts";
import { codeAt } from "./token.ts";

/** `:tada:` becomes what it means at its second colon. Gives what is called after each change. */
export function useEmojiCodes(field: RefObject<HTMLTextAreaElement | null>): () => void {
  return () => {
    const { current } = field;
    if (current === null) return;
    const found = codeAt(current.value, current.selectionStart);
    if (found === undefined) return;
    const { value, selectionStart: end } = current;
    offeredEmoji().then(
      (all) => {
        const emoji = emojiOfCode(all, found.code);
        // What was typed meanwhile is not touched.
        if (emoji !== undefined && current.value === value && document.activeElement === current)
          replaceIn(current, { start: found.start, end, insert: emoji });
      },
      () => undefined,
    );
  };
}
