import type { DatabaseSync } from "node:sqlite";
import { isUnpartedLetter, openWord, type Sought } from "../../ports/words.ts";
import { Statement } from "./statement.ts";

/** Beginnings of so many letters are keys. A beginning in between is looked up by the next shorter one. */
const beginningLetters = [2, 3, 4, 5, 7];
const leastLetters = Math.min(...beginningLetters);
const maxKnown = 32_768;

export interface Within {
  /** Null: whichever. */
  readonly rooms: readonly number[] | null;
  readonly author: number | null;
}

/** What is made a key of. Part of what is hashed, so that none is taken for another. */
type Kind = "word" | "beginning" | "room" | "author";
const salts: Readonly<Record<Kind, number>> = { word: 1, beginning: 2, room: 3, author: 4 };

/**
 * What the index of words is made of. It answers which messages may be meant; whether one is, is seen from its text. So it holds, of each
 * message, no positions but keys: for its words; for the beginnings of longer ones, as the last word asked for may still be being typed; for
 * pairs of neighbours in scripts that do not part their words, where a single letter is in far too many messages; its room and its author.
 *
 * A key is a number of 40 bits made of these with the database's secret, written as 8 letters. No word of a text is in the index
 * as it stands: SQLite leaves copies behind, in pages it has rearranged, that `secure_delete` does not reach.
 */
export class SearchKeys {
  readonly #seed: number;
  /** Keys of words met lately: most words of a language are a few thousand, again and again. */
  readonly #known = new Map<string, string>();

  constructor(db: DatabaseSync) {
    const secret = new Statement(db, "SELECT value FROM meta WHERE key = 'secret'").get()?.[0];
    if (!(secret instanceof Uint8Array)) throw new TypeError("the database has no secret");
    this.#seed = Buffer.from(secret).readInt32LE();
  }

  /** What a message is found by, parted by spaces, some twice. Room and author are the database's own keys of them. */
  ofMessage(words: readonly string[], { room, author }: { readonly room: number; readonly author: number }): string {
    let keys = `${this.#key("room", String(room))} ${this.#key("author", String(author))}`;
    for (const word of new Set(words)) keys += this.#keysOf(word);
    for (const pair of pairs(words)) keys += ` ${this.#key("word", pair)}`;
    return keys;
  }

  /** The query, in FTS5's language, for messages that may have what is sought. */
  query({ phrases, isLastOpen }: Sought, { rooms, author }: Within): string {
    const open = isLastOpen ? openWord(phrases) : null;
    const all = new Set<string>();
    if (author !== null) all.add(this.#key("author", String(author)));
    phrases.forEach((phrase, index) => {
      const closed = open !== null && index === phrases.length - 1 ? phrase.slice(0, -1) : phrase;
      const paired = pairs(closed);
      // The letters of a pair are in it.
      for (const word of closed) if (paired.length === 0 || !isUnpartedLetter(word)) all.add(this.#key("word", word));
      for (const pair of paired) all.add(this.#key("word", pair));
    });
    if (open !== null) all.add(this.#beginningWith(open));
    if (rooms !== null) all.add(`(${rooms.map((room) => this.#key("room", String(room))).join(" OR ")})`);
    return [...all].join(" AND ");
  }

  /** The word itself, or one that begins with it. */
  #beginningWith(word: string): string {
    const letters = [...word];
    const count = Math.max(...beginningLetters.filter((some) => some <= letters.length));
    return `(${this.#key("word", word)} OR ${this.#key("beginning", letters.slice(0, count).join(""))})`;
  }

  /** Of the word, and of its beginnings that are shorter than it; a space before each. */
  #keysOf(word: string): string {
    const known = this.#known.get(word);
    if (known !== undefined) return known;
    let keys = ` ${this.#key("word", word)}`;
    // UTF-16 units would part a letter outside of the first plane.
    const letters = word.length <= leastLetters ? [] : [...word];
    for (const count of beginningLetters) {
      if (letters.length > count) keys += ` ${this.#key("beginning", letters.slice(0, count).join(""))}`;
    }
    if (this.#known.size >= maxKnown) this.#known.clear();
    this.#known.set(word, keys);
    return keys;
  }

  /** Two runs of multiplying and mixing, as good as is needed: a key that two words share only has one more message looked at. */
  #key(kind: Kind, of: string): string {
    let a = this.#seed ^ salts[kind];
    let b = Math.imul(this.#seed, 0x5bd1e995) ^ salts[kind];
    for (let index = 0; index < of.length; index += 1) {
      const unit = of.charCodeAt(index);
      a = Math.imul(a ^ unit, 0x9e3779b1);
      b = Math.imul(b ^ unit, 0x5f356495);
    }
    a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
    b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
    return letters20(a) + letters20(b);
  }
}

/** A key is eight of these, so none is a word of FTS5's language, and needs no quotes. */
const alphabet = "abcdefghijklmnopqrstuvwxyz012345";
const pairsOfLetters = Array.from({ length: 1_024 }, (_, n) => `${alphabet[n >>> 5] ?? ""}${alphabet[n & 31] ?? ""}`);

/** The upper 20 bits as four letters. */
function letters20(bits: number): string {
  return (pairsOfLetters[bits >>> 22] ?? "") + (pairsOfLetters[(bits >>> 12) & 1_023] ?? "");
}

function pairs(words: readonly string[]): string[] {
  const found: string[] = [];
  let before: string | null = null;
  for (const word of words) {
    const isLetter = isUnpartedLetter(word);
    if (isLetter && before !== null) found.push(`${before}${word}`);
    before = isLetter ? word : null;
  }
  return found;
}
