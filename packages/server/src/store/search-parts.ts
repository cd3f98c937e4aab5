import { isUnpartedLetter, openWord, type Sought } from "../ports/words.ts";

/**
 * What an index of words is made of, for any database. It answers which messages may be meant; whether one is, is seen from its text. So it
 * holds, of each message, no positions but parts: its words; the beginnings of longer ones, as the last word asked for may still be being
 * typed; pairs of neighbours in scripts that do not part their words, where a single letter is in far too many messages; its room and its author.
 */
export type PartKind = "word" | "beginning" | "room" | "author";

/** Beginnings of so many letters are parts. A beginning in between is looked up by the next shorter one. */
const beginningLetters = [2, 3, 4, 5, 7];
const leastLetters = Math.min(...beginningLetters);

/** The beginnings of a word that are shorter than it. */
export function beginningsOf(word: string): string[] {
  if (word.length <= leastLetters) return [];
  // UTF-16 units would part a letter outside of the first plane.
  const letters = [...word];
  return beginningLetters.filter((count) => letters.length > count).map((count) => letters.slice(0, count).join(""));
}

/** Pairs of neighbours of scripts that do not part their words. */
export function pairsOf(words: readonly string[]): string[] {
  const found: string[] = [];
  let before: string | null = null;
  for (const word of words) {
    const isLetter = isUnpartedLetter(word);
    if (isLetter && before !== null) found.push(`${before}${word}`);
    before = isLetter ? word : null;
  }
  return found;
}

/** The parts of what is sought. */
export interface SoughtParts {
  /** A message that is meant has all of them, each a word or a pair. Some may be there twice. */
  readonly words: readonly string[];
  /** And the word, or the beginning; null when the last word is whole. */
  readonly open: { readonly word: string; readonly beginning: string } | null;
}

export function partsOf({ phrases, isLastOpen }: Sought): SoughtParts {
  const open = isLastOpen ? openWord(phrases) : null;
  const words: string[] = [];
  phrases.forEach((phrase, index) => {
    const closed = open !== null && index === phrases.length - 1 ? phrase.slice(0, -1) : phrase;
    const paired = pairsOf(closed);
    // The letters of a pair are in it.
    for (const word of closed) if (paired.length === 0 || !isUnpartedLetter(word)) words.push(word);
    words.push(...paired);
  });
  if (open === null) return { words, open };
  const letters = [...open];
  const count = Math.max(...beginningLetters.filter((some) => some <= letters.length));
  return { words, open: { word: open, beginning: letters.slice(0, count).join("") } };
}

/** Part of what is hashed, so that none is taken for another. */
const salts: Readonly<Record<PartKind, number>> = { word: 1, beginning: 2, room: 3, author: 4 };

/**
 * Two numbers of 32 bits made of a part with a secret, the upper ones the best. Two runs of multiplying and mixing, as good as is needed: a key that two parts share
 * only has one more message looked at.
 */
export function hashOf(kind: PartKind, of: string, secret: number): readonly [number, number] {
  let a = secret ^ salts[kind];
  let b = Math.imul(secret, 0x5bd1e995) ^ salts[kind];
  for (let index = 0; index < of.length; index += 1) {
    const unit = of.charCodeAt(index);
    a = Math.imul(a ^ unit, 0x9e3779b1);
    b = Math.imul(b ^ unit, 0x5f356495);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return [a, b];
}
