import type { Bounds } from "../ports/bounds.ts";
import type { Calls } from "../ports/posts.ts";
import { nameKey } from "./names.ts";

/** Not within a word: an e-mail address calls nobody. */
const callSign = /(?<![\p{L}\p{M}\p{N}._-])@/gu;
/** Words of a name that are looked at: each is up to three look-ups in the thread that writes. */
const maxWords = 4;
const nameCharsAtEnd = /[^\p{L}\p{M}\p{N}._-][^ ]*$/u;
const punctuationAtEnd = /[^\p{L}\p{M}\p{N}]+$/u;

const nobody: Calls = { names: [], room: false };

/**
 * Whom a text calls: `@room`, and for every other `@` the names that what follows may be, longest first, as names may have spaces in
 * them and texts go on after names. Which of them is a member's the store finds out, in the order of the sends.
 */
export function callsIn(text: string, bounds: Pick<Bounds, "mentionsPerMessage" | "nameMaxChars">): Calls {
  if (!text.includes("@")) return nobody;
  const names: (readonly string[])[] = [];
  let room = false;
  for (const { index } of text.matchAll(callSign)) {
    if (names.length >= bounds.mentionsPerMessage) break;
    const keys = keysAt(text, index + 1, bounds.nameMaxChars);
    if (keys.includes("room")) room = true;
    else if (keys.length > 0) names.push(keys);
  }
  return { names, room };
}

function keysAt(text: string, start: number, maxChars: number): readonly string[] {
  // A character may be two units; one more, so that a name that would be too long is seen to be.
  const [line = ""] = text.slice(start, start + 2 * maxChars + 1).split(/[\n\r]/, 1);
  if (line.startsWith(" ")) return [];
  const words = line.split(" ");
  const keys = new Set<string>();
  for (let count = Math.min(words.length, maxWords); count > 0; count -= 1) {
    const name = words.slice(0, count).join(" ");
    for (const candidate of [name, name.replace(nameCharsAtEnd, ""), name.replace(punctuationAtEnd, "")]) {
      const key = nameKey(candidate);
      if (key !== "" && key.length <= 2 * maxChars) keys.add(key);
    }
  }
  return [...keys];
}
