/** Whom a text calls, found as the server finds them: `@` and a name that does not begin or end within a word. */
export interface TextPart {
  readonly text: string;
  /** The name that is called, in lower case. */
  readonly calls?: string;
}

const wordAtEnd = /[\p{L}\p{M}\p{N}._-]$/u;
const wordAtStart = /^[\p{L}\p{M}\p{N}]/u;

/** `names` in lower case. The longest that fits is called. */
export function splitMentions(text: string, names: readonly string[]): readonly TextPart[] {
  if (names.length === 0 || !text.includes("@")) return [{ text }];
  const longestFirst = [...names].sort((one, other) => other.length - one.length);
  const parts: TextPart[] = [];
  let from = 0;
  for (let at = text.indexOf("@"); at !== -1; at = text.indexOf("@", at + 1)) {
    const name = at < from || wordAtEnd.test(text.slice(0, at)) ? undefined : calledAt(text, at + 1, longestFirst);
    if (name === undefined) continue;
    if (at > from) parts.push({ text: text.slice(from, at) });
    from = at + 1 + name.length;
    parts.push({ text: text.slice(at, from), calls: name });
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}

function calledAt(text: string, start: number, names: readonly string[]): string | undefined {
  return names.find((name) => {
    const end = start + name.length;
    return text.slice(start, end).toLowerCase() === name && !wordAtStart.test(text.slice(end));
  });
}
