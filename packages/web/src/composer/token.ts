/** What is being written at the caret that may be completed: `@ann`, `:smi`. */
export interface Token {
  readonly kind: "mention" | "emoji";
  /** Where its sign is. */
  readonly start: number;
  readonly end: number;
  /** What follows the sign. */
  readonly query: string;
}

/**
 * As the server finds names: an `@` within a word calls nobody. Names may have spaces, so up to three words are looked at; a space at the end
 * is the end, or every sentence that goes on after a name would be asked about.
 */
const mention = /(?<![\p{L}\p{M}\p{N}._-])@((?:[\p{L}\p{M}\p{N}._-]+ ){0,2}[\p{L}\p{M}\p{N}._-]+)?$/u;
const emoji = /(?<![\p{L}\p{N}:]):([\p{L}\p{N}_+-]{2,32})$/u;
/** A name has at most 32 characters. */
const longest = 40;

export function tokenAt(text: string, caret: number): Token | undefined {
  const before = text.slice(Math.max(0, caret - longest), caret);
  const offset = caret - before.length;
  for (const [kind, pattern] of [
    ["mention", mention],
    ["emoji", emoji],
  ] as const) {
    const found = pattern.exec(before);
    if (found === null) continue;
    // Code is no place for either.
    if (isInCode(text, offset + found.index)) return undefined;
    return { kind, start: offset + found.index, end: caret, query: found[1] ?? "" };
  }
  return undefined;
}

const isInCode = (text: string, at: number): boolean => {
  const line = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  const isInBlock = (text.slice(0, at).match(/^```/gm)?.length ?? 0) % 2 === 1;
  return isInBlock || (line.match(/`/g)?.length ?? 0) % 2 === 1;
};

/** The whole `:code:` that ends at the caret. */
export function codeAt(text: string, caret: number): { readonly start: number; readonly code: string } | undefined {
  const found = /(?<![\p{L}\p{N}:]):([\p{L}\p{N}_+-]{2,32}):$/u.exec(text.slice(Math.max(0, caret - longest), caret));
  if (found === null) return undefined;
  const start = caret - found[0].length;
  return isInCode(text, start) ? undefined : { start, code: found[1] ?? "" };
}

/** What stands in the token's place: followed by one space, whether or not one is there already. */
export function completed(text: string, { start, end }: Pick<Token, "start" | "end">, value: string) {
  const hasSpace = text[end] === " ";
  return { start, end: hasSpace ? end + 1 : end, insert: `${value} ` };
}
