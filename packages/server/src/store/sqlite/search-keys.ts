import { isUnpartedLetter, openWord, type Sought } from "../../ports/words.ts";

/**
 * What the index of words is made of. It answers which messages may be meant; whether one is, is seen from its text. So it holds, of each
 * message, no positions but keys: its words; the beginnings of longer words, for the word that is still being typed; pairs of neighbours
 * in scripts that do not part their words, each letter of which is in far too many messages; its room and its author. The signs
 * before them are in no word, so none is taken for another.
 */
const [roomSign, authorSign, beginningSign] = ["#", "@", "*"];
export const keySigns = `${roomSign}${authorSign}${beginningSign}`;

/** Beginnings of so many letters are keys. A beginning in between is looked up by the next shorter one. */
const beginningLetters = [2, 3, 4, 6];
const leastLetters = Math.min(...beginningLetters);

/** What a message is found by, parted by spaces. Both keys are those of the database. */
export function keysOf(words: readonly string[], { room, author }: { readonly room: number; readonly author: number }): string {
  const keys = new Set<string>(words);
  for (const word of words) {
    if (word.length <= leastLetters) continue;
    const letters = lettersOf(word);
    for (const count of beginningLetters) if (letters.length > count) keys.add(beginning(letters, count));
  }
  for (const pair of pairs(words)) keys.add(pair);
  keys.add(`${roomSign}${room}`).add(`${authorSign}${author}`);
  return [...keys].join(" ");
}

export interface Within {
  /** Null: whichever. */
  readonly rooms: readonly number[] | null;
  readonly author: number | null;
}

/** The query, in FTS5's language, for messages that may have what is sought. Every key is quoted: nothing in it is syntax. */
export function queryFor({ phrases, isLastOpen }: Sought, { rooms, author }: Within): string {
  const open = isLastOpen ? openWord(phrases) : null;
  const all = new Set<string>();
  if (author !== null) all.add(quoted(`${authorSign}${author}`));
  phrases.forEach((phrase, index) => {
    const isOpen = open !== null && index === phrases.length - 1;
    const closed = isOpen ? phrase.slice(0, -1) : phrase;
    const paired = pairs(closed);
    // The letters of a pair are in it.
    for (const word of closed) if (paired.length === 0 || !isUnpartedLetter(word)) all.add(quoted(word));
    for (const pair of paired) all.add(quoted(pair));
  });
  if (open !== null) all.add(beginningWith(open));
  if (rooms !== null) all.add(`(${rooms.map((room) => quoted(`${roomSign}${room}`)).join(" OR ")})`);
  return [...all].join(" AND ");
}

/** The word itself, or one that begins with it. */
function beginningWith(word: string): string {
  const letters = lettersOf(word);
  const count = Math.max(...beginningLetters.filter((some) => some <= letters.length));
  return `(${quoted(word)} OR ${quoted(beginning(letters, count))})`;
}

function beginning(letters: readonly string[], count: number): string {
  return `${beginningSign}${letters.slice(0, count).join("")}`;
}

function pairs(words: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    const next = words[index + 1];
    return next !== undefined && isUnpartedLetter(word) && isUnpartedLetter(next) ? [`${word}${next}`] : [];
  });
}

/** UTF-16 units would part a letter outside of the first plane. */
const lettersOf = (word: string): readonly string[] => [...word];

/** No word has either sign; a caller who has them in one finds nothing. */
const quoted = (key: string): string => `"${key.replaceAll(/["\0]/g, " ")}"`;
