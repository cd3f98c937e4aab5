/**
 * PostgreSQL's texts hold every character but U+0000, and ours hold that one, too. It is written as U+0001 U+0001, and U+0001 itself as
 * U+0001 U+0002: what is read back is what was written, and texts are ordered as they were.
 */
const toEscape = /[\u0000\u0001]/;
const allToEscape = /[\u0000\u0001]/g;
const escaped = /\u0001([\u0001\u0002])/g;

export function encodeText(text: string): string {
  if (!toEscape.test(text)) return text;
  return text.replace(allToEscape, (char) => (char === "\u0000" ? "\u0001\u0001" : "\u0001\u0002"));
}

export function decodeText(text: string): string {
  if (!text.includes("\u0001")) return text;
  return text.replace(escaped, (_, mark) => (mark === "\u0001" ? "\u0000" : "\u0001"));
}
