/**
 * The words of a text as the server's search sees them (packages/server/src/ports/words.ts), and where in the text each of them stands. Case,
 * accents and ways of writing the same letter make no difference; in scripts that do not part their words each letter is one.
 */
const unparted = [
  "\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Bopomofo}\\p{scx=Hangul}",
  "\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmer}\\p{scx=Myanmar}",
].join("");
const ofThese = `[[${unparted}]--[\\u0000-\\u0e00]]`;
const letter = "[\\p{L}\\p{N}]";
const words = new RegExp(`[${letter}&&${ofThese}]\\p{M}*|[${letter}--${ofThese}][[\\p{L}\\p{N}\\p{M}]--${ofThese}]*`, "gv");
const isUnparted = new RegExp(`^[${letter}&&${ofThese}]`, "v");
const passedOver = new RegExp(
  [
    "[\\u00ad\\u0300-\\u036f\\u0483-\\u0487\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7",
    "\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670]",
  ].join(""),
  "g",
);

export interface FoldedWord {
  readonly word: string;
  /** Of each of the word's characters (UTF-16), where in the text that which it was made of begins; and where the last of them ends. */
  readonly places: readonly number[];
  readonly end: number;
}

function folded(part: string): string {
  const plain = part.normalize("NFKD").replace(passedOver, "");
  return plain.toLowerCase().toUpperCase().toLowerCase().replaceAll("ς", "σ").normalize("NFKC");
}

/** A character with the marks that follow it, which are folded with it. */
const characters = /\P{M}\p{M}*|\p{M}+/gu;

export function foldedWords(text: string): readonly FoldedWord[] {
  let all = "";
  const places: number[] = [];
  for (const { 0: character, index } of text.matchAll(characters)) {
    const made = folded(character);
    for (let at = 0; at < made.length; at++) places.push(index);
    all += made;
  }
  const endOf = (at: number): number => {
    const start = places[at];
    for (let next = at + 1; next < places.length; next++) if (places[next] !== start) return places[next] ?? text.length;
    return text.length;
  };
  return [...all.matchAll(words)].map(({ 0: word, index }) => ({
    word,
    places: places.slice(index, index + word.length),
    end: endOf(index + word.length - 1),
  }));
}

export const isUnpartedLetter = (word: string): boolean => isUnparted.test(word);
