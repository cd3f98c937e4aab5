import type { ShownMessage } from "@parlance/client";
import { plainText } from "../markup/plain-text.ts";
import { text } from "../text/text.ts";

type Said = Pick<ShownMessage, "text" | "file"> & { readonly deletedAt?: number | undefined };

const mostChars = 200;

/** A message on one line. */
export function messageLine(message: Said): string {
  if (message.deletedAt !== undefined) return text.conversation.deleted;
  const words = plainText(message.text);
  const line = words.length > mostChars ? `${words.slice(0, mostChars).toWellFormed()} …` : words;
  return [line, message.file && text.conversation.withFile(message.file.name)].filter(Boolean).join(", ");
}
