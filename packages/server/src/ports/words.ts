/**
 * What a word is, once for every store and for whoever asks for words. Letters and digits of any script make words, everything else
 * parts them. Case, accents and ways of writing the same letter (full width, ligatures) make no difference. In scripts that do not part
 * their words, or carry endings on them (Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese), each letter is a word of its own: several
 * in a row are found as a phrase, so any part of a text is. Emoji and other signs are no words: they are not found.
 */

/** Longer words are the same as soon as they begin with the same so many letters. */
const wordLetters = 64;

const unparted = [
  "\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Bopomofo}\\p{scx=Hangul}",
  "\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmer}\\p{scx=Myanmar}",
].join("");
/** But for accents that stand alone, which these scripts share with others. */
const ofThese = `[[${unparted}]--[\\u0000-\\u0e00]]`;
const letter = "[\\p{L}\\p{N}]";
const pattern = `[${letter}&&${ofThese}]\\p{M}*|[${letter}--${ofThese}][[\\p{L}\\p{N}\\p{M}]--${ofThese}]*`;
const words = new RegExp(pattern, "gv");
const isUnparted = new RegExp(`^[${letter}&&${ofThese}]`, "v");

/** The first of the Thai letters: no letter before it is of these scripts. */
const firstUnparted = 0xe01;

const asciiOnly = /^[\0-\x7f]*$/;
const asciiWords = /[0-9a-z]+/g;
/** Soft hyphens, and the marks that scripts of letters can do without: accents, Hebrew points, Arabic vowels. */
const passedOver = new RegExp(
  [
    "[\\u00ad\\u0300-\\u036f\\u0483-\\u0487\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7",
    "\\u0610-\\u061a\\u0640\\u064b-\\u065f\\u0670]",
  ].join(""),
  "g",
);

/** The words of a text in their order, folded for comparison. */
export function wordsOf(text: string): readonly string[] {
  if (asciiOnly.test(text)) return (text.toLowerCase().match(asciiWords) ?? []).map(cut);
  return (folded(text).match(words) ?? []).map(cut);
}

/** Whether the word is a letter of a script that does not part its words. */
export function isUnpartedLetter(word: string): boolean {
  return word.charCodeAt(0) >= firstUnparted && isUnparted.test(word);
}

/** Changes whenever `wordsOf` may answer something else than before: what was kept of its answers is then to be made anew. */
export const wordsVersion = `2 ${process.versions["unicode"]}`;

function folded(text: string): string {
  const plain = text.normalize("NFKD").replace(passedOver, "");
  // By way of capitals: "ß" and "SS" are the same, and the two small forms of sigma; first small, for "ẞ", which is a capital already.
  return plain.toLowerCase().toUpperCase().toLowerCase().replaceAll("ς", "σ").normalize("NFKC");
}

function cut(word: string): string {
  return word.length <= wordLetters ? word : [...word].slice(0, wordLetters).join("");
}

/** What is looked for: a message has all phrases, a phrase being words that follow each other. */
export interface Sought {
  /** None is empty. */
  readonly phrases: readonly (readonly string[])[];
  /** The last word may be the beginning of one, if it has two letters or more: whoever asks may still be typing it. */
  readonly isLastOpen: boolean;
}

/** Whether these words, in their order, are what is looked for. */
export function hasSought(text: readonly string[], { phrases, isLastOpen }: Sought): boolean {
  const open = isLastOpen ? openWord(phrases) : null;
  const last = phrases.length - 1;
  return phrases.every((phrase, index) => hasPhrase(text, phrase, index === last && open !== null));
}

/** The last word, where it may be the beginning of one; else null. */
export function openWord(phrases: Sought["phrases"]): string | null {
  const word = phrases.at(-1)?.at(-1);
  return word !== undefined && [...word].length > 1 && !isUnpartedLetter(word) ? word : null;
}

function hasPhrase(text: readonly string[], phrase: readonly string[], isOpen: boolean): boolean {
  const last = phrase.length - 1;
  const fits = (word: string | undefined, index: number, wanted: string): boolean =>
    word === wanted || (isOpen && index === last && word?.startsWith(wanted) === true);
  return text.some((_, start) => phrase.every((wanted, index) => fits(text[start + index], index, wanted)));
}
