/** The server's bound unless it is set otherwise (packages/server/src/ports/bounds.ts, `messageChars`). It does not tell. */
export const messageChars = 4_000;
/** So near to the bound it is of interest. */
const nearBy = 200;

/** As the server counts: code points, a lone surrogate as one. */
export function charsIn(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length - 1; at += 1) {
    if ((text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) {
      count -= 1;
      at += 1;
    }
  }
  return count;
}

/** How many more there may be, below zero for too many; undefined while there is room enough. */
export function charsLeft(text: string, most: number = messageChars): number | undefined {
  if (text.length < most - nearBy) return undefined;
  const left = most - charsIn(text);
  return left > nearBy ? undefined : left;
}

/** What is sent: without what is blank at its end, and without empty lines before it. Spaces at its beginning may be code. */
export const sendable = (text: string): string => text.trimEnd().replace(/^(?:[^\S\n]*\n)+/, "");
