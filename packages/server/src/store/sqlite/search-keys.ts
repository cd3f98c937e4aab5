import type { DatabaseSync } from "node:sqlite";
import type { Sought } from "../../ports/words.ts";
import { beginningsOf, hashOf, type PartKind, pairsOf, partsOf } from "../search-parts.ts";
import { Statement } from "./statement.ts";

const maxKnown = 32_768;

export interface Within {
  /** Null: whichever. */
  readonly rooms: readonly number[] | null;
  readonly author: number | null;
}

/**
 * The keys of what the index of words is made of (store/search-parts.ts). A key is a number of 40 bits made of a part with the database's
 * secret, written as 8 letters. No word of a text is in the index as it stands: SQLite leaves copies behind, in pages it has
 * rearranged, that `secure_delete` does not reach.
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
    for (const pair of pairsOf(words)) keys += ` ${this.#key("word", pair)}`;
    return keys;
  }

  /** The query, in FTS5's language, for messages that may have what is sought. */
  query(sought: Sought, { rooms, author }: Within): string {
    const { words, open } = partsOf(sought);
    const all = new Set<string>();
    if (author !== null) all.add(this.#key("author", String(author)));
    for (const word of words) all.add(this.#key("word", word));
    if (open !== null) all.add(`(${this.#key("word", open.word)} OR ${this.#key("beginning", open.beginning)})`);
    if (rooms !== null) all.add(`(${rooms.map((room) => this.#key("room", String(room))).join(" OR ")})`);
    return [...all].join(" AND ");
  }

  /** Of the word, and of its beginnings; a space before each. */
  #keysOf(word: string): string {
    const known = this.#known.get(word);
    if (known !== undefined) return known;
    let keys = ` ${this.#key("word", word)}`;
    for (const beginning of beginningsOf(word)) keys += ` ${this.#key("beginning", beginning)}`;
    if (this.#known.size >= maxKnown) this.#known.clear();
    this.#known.set(word, keys);
    return keys;
  }

  #key(kind: PartKind, of: string): string {
    const [a, b] = hashOf(kind, of, this.#seed);
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
