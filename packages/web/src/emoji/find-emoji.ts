import type { OfferedEmoji } from "./emoji-text.ts";

/** How well it fits: the code itself, the beginning of a code, of a word, of a part of a code. 0 for not at all. */
function fit({ codes, words }: OfferedEmoji, query: string): number {
  if (codes.includes(query)) return 4;
  if (codes.some((code) => code.startsWith(query))) return 3;
  if (words.some((word) => word.startsWith(query))) return 2;
  return codes.some((code) => code.includes(`_${query}`)) ? 1 : 0;
}

/** For what was typed after a colon; the best first, and of equals the shorter code. */
export function findEmoji(all: readonly OfferedEmoji[], typed: string, most: number): readonly OfferedEmoji[] {
  const query = typed.toLowerCase();
  const found = all.map((emoji) => ({ emoji, how: fit(emoji, query) })).filter(({ how }) => how > 0);
  found.sort((one, other) => other.how - one.how || lengthOf(one.emoji) - lengthOf(other.emoji));
  return found.slice(0, most).map(({ emoji }) => emoji);
}

const lengthOf = ({ codes }: OfferedEmoji): number => Math.min(...codes.map((code) => code.length));

/** The emoji that this is the code of. */
export const emojiOfCode = (all: readonly OfferedEmoji[], code: string): string | undefined =>
  all.find(({ codes }) => codes.includes(code.toLowerCase()))?.emoji;
