import type { Files } from "../core/api.ts";
import type { Message } from "../ports/model.ts";

/** The text of a message in a protocol that has no files: a file is a readable line with its link, under the text if there is one. */
export function textWithFile(message: Message, files: Files): string {
  if (message.file === null) return message.text;
  const line = files.lineOf(message.file);
  return message.text === "" ? line : `${message.text}\n${line}`;
}
