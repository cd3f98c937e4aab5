import { createHash } from "node:crypto";
import type { MessageId } from "../../ports/model.ts";
import type { Sought } from "../../ports/words.ts";
import { text } from "../columns.ts";
import { beginningsOf, hashOf, type PartKind, pairsOf, partsOf } from "../search-parts.ts";
import { type Connection, Statement } from "./statement.ts";

/**
 * Ids of a block. A block's messages have keys of their own for the same words, so that GIN, which reads all that has a key before it answers
 * the first, reads of a common word what one block has of it, and blocks are asked newest first. Smaller ones would cost a rare word more
 * look-ups, one for each block of the history; larger ones a common word more messages that nobody is shown.
 */
export const blockIds = 16_384;
const maxKnown = 32_768;

export const blockOf = (id: MessageId): number => Math.floor(id / blockIds);

export interface Within {
  /** Null: whichever. */
  readonly rooms: readonly number[] | null;
  readonly author: number | null;
}

/** Words that are asked for, the longest; a message that has these is seen to have the others, too. */
const maxWords = 8;

/**
 * The keys of what the index of words is made of (store/search-parts.ts). A key is a number of 32 bits made of a part with the database's
 * secret, and of the block: no word of a text is in the index as it stands, nor in what vacuum has not swept yet.
 */
export class SearchKeys {
  readonly #seed: number;
  /** Of words met lately, before the block comes in. */
  readonly #known = new Map<string, readonly number[]>();

  private constructor(seed: number) {
    this.#seed = seed;
  }

  /** With the database's secret, which never changes. */
  static async read(db: Connection): Promise<SearchKeys> {
    const row = await new Statement(db, "SELECT value FROM meta WHERE key = 'secret'").get();
    if (row === null) throw new TypeError("the database has no secret");
    return new SearchKeys(
      createHash("sha256")
        .update(`search ${text(row[0])}`)
        .digest()
        .readInt32LE(),
    );
  }

  /** What a message is found by, as PostgreSQL writes an array of int4. Room and author are the database's own keys of them. */
  ofMessage(
    id: MessageId,
    words: readonly string[],
    { room, author }: { readonly room: number; readonly author: number },
  ): string {
    const keys = new Set([this.#key("room", String(room)), this.#key("author", String(author))]);
    for (const word of new Set(words)) for (const key of this.#keysOf(word)) keys.add(key);
    for (const pair of pairsOf(words)) keys.add(this.#key("word", pair));
    return listOf(this.#inBlock(blockOf(id), [...keys]));
  }

  /**
   * What messages of these blocks that may have what is sought have: of each of these lists of keys one. As many lists whichever the blocks.
   * As PostgreSQL writes arrays of int4.
   */
  queries(blocks: readonly number[], sought: Sought, { rooms, author }: Within): string[] {
    const { words, open } = partsOf(sought);
    const longest = [...new Set(words)].toSorted((a, b) => b.length - a.length).slice(0, maxWords);
    const asked = longest.map((word) => [this.#key("word", word)]);
    if (author !== null) asked.push([this.#key("author", String(author))]);
    if (open !== null) asked.push([this.#key("word", open.word), this.#key("beginning", open.beginning)]);
    if (rooms !== null) asked.push(rooms.map((room) => this.#key("room", String(room))));
    return asked.map((keys) => listOf(blocks.flatMap((block) => this.#inBlock(block, keys))));
  }

  #inBlock(block: number, keys: readonly number[]): number[] {
    const mask = mixed(block ^ this.#seed);
    return keys.map((key) => key ^ mask);
  }

  #keysOf(word: string): readonly number[] {
    const known = this.#known.get(word);
    if (known !== undefined) return known;
    const keys = [this.#key("word", word), ...beginningsOf(word).map((beginning) => this.#key("beginning", beginning))];
    if (this.#known.size >= maxKnown) this.#known.clear();
    this.#known.set(word, keys);
    return keys;
  }

  #key(kind: PartKind, of: string): number {
    const [a, b] = hashOf(kind, of, this.#seed);
    return mixed(a ^ (b >>> 16));
  }
}

const listOf = (keys: readonly number[]): string => `{${keys.join(",")}}`;

/** Every bit of the answer goes by every bit of the number (the end of MurmurHash3). */
function mixed(bits: number): number {
  const once = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}
