/**
 * What is shown to many, as texts of frames, each made once (event-frames.ts, audience.ts). It does not go through the hub's `send`: who is
 * shown what is decided by lists of ours, which the hub does not know.
 */
import type { RoomEvent as WireEvent } from "@parlance/client/contract";
import { encodeFrame } from "@parlance/zo";
import type { Files } from "../../core/api.ts";
import type { Message, PostedEvent, RoomEvent } from "../../ports/model.ts";
import { replyName } from "../direct-message.ts";
import { textWithFile } from "../message-line.ts";
import { eventOf } from "./native/events.ts";
import type { LoungeMessage, PrivateMessage } from "./routes.ts";

/** A message of the lounge as `lounge.onMessage` and `lounge.history` tell it. */
export function loungeMessageOf(message: Message, files: Files): LoungeMessage {
  const { id, author, text, at, file } = message;
  const base = { id, from: author.name, text, at: new Date(at) };
  if (file === null) return base;
  return { ...base, file: { name: file.name, type: file.type, size: file.sizeBytes, url: files.linkOf(file) } };
}

export function loungeText(message: Message, files: Files): string {
  return encodeFrame("lounge.onMessage", loungeMessageOf(message, files));
}

/** A message of a direct room, under a name that a reply can be addressed to. */
export function privateText(event: PostedEvent, files: Files): string {
  const { message } = event;
  const payload: PrivateMessage = {
    from: replyName(event),
    message: textWithFile(message, files),
    timestamp: new Date(message.at),
  };
  return encodeFrame("chat.onPrivate", payload);
}

export function eventText(event: RoomEvent, files: Files): string {
  const payload: WireEvent = eventOf(event, files);
  return encodeFrame("sync.onEvent", payload);
}
