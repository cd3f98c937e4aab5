import type { Files } from "../../core/api.ts";
import type { Message } from "../../ports/model.ts";
import { textWithFile } from "../message-line.ts";
import type { WireRoomMessage } from "./schema.ts";

/** A message as this protocol shows it; a file as one readable line with its link. */
export function roomMessage(message: Message, files: Files): WireRoomMessage {
  return {
    id: message.id,
    message: textWithFile(message, files),
    poster: message.author.id,
    room: message.roomId,
    timestamp: Math.floor(message.at / 1_000),
  };
}
