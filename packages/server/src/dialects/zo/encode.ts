import type { Files } from "../../core/api.ts";
import type { Message } from "../../ports/model.ts";
import type { LoungeMessage } from "./routes.ts";

/** A message of the lounge as `lounge.onMessage` and `lounge.history` tell it. */
export function loungeMessageOf(message: Message, files: Files): LoungeMessage {
  const { id, author, text, at, file } = message;
  const base = { id, from: author.name, text, at: new Date(at) };
  if (file === null) return base;
  return { ...base, file: { name: file.name, type: file.type, size: file.sizeBytes, url: files.linkOf(file) } };
}
