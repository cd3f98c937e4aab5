import { readMarkup } from "./read-markup.ts";
import type { Block, Inline } from "./tree.ts";

/** What a message says without its markup, on one line: for quotes, for screen readers, for notifications. */
export function plainText(text: string): string {
  return plainLines(text).replace(/\s+/g, " ").trim();
}

/** The same on lines of its own: for lists of messages. */
export function plainLines(text: string): string {
  return readMarkup(text).map(blockText).join("\n");
}

function blockText(block: Block): string {
  if (block.kind === "code") return block.text;
  if (block.kind === "quote") return block.children.map(blockText).join("\n");
  if (block.kind === "list") return block.items.flatMap(({ children }) => children.map(blockText)).join("\n");
  return block.children.map(inlineText).join("");
}

function inlineText(part: Inline): string {
  if (typeof part === "string") return part;
  return part.kind === "code" ? part.text : part.children.map(inlineText).join("");
}
