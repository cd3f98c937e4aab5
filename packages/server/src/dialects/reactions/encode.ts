import type { Files, Messages } from "../../core/api.ts";
import type { Message, ReactionEvent, RoomEvent } from "../../ports/model.ts";
import type { Frame } from "../contract.ts";
import { textWithFile } from "../message-line.ts";
import { isStanding } from "../posts.ts";

export interface EncoderParts {
  readonly files: Files;
  readonly messages: Messages;
  readonly frame: (text: string) => Frame;
}

/** From core's words to frames of `reactions`. A message's frame is built once: replay and live delivery share it. */
export class Encoder {
  readonly #parts: EncoderParts;
  readonly #frames = new WeakMap<Message, Frame>();

  constructor(parts: EncoderParts) {
    this.#parts = parts;
  }

  message(message: Message): Frame {
    const known = this.#frames.get(message);
    if (known !== undefined) return known;
    const frame = this.#frame({ type: "message", data: this.#data(message) });
    this.#frames.set(message, frame);
    return frame;
  }

  event(event: RoomEvent): Frame | null {
    switch (event.type) {
      case "posted":
        return isStanding(event.message) ? this.message(event.message) : null;
      case "reaction_added":
      case "reaction_removed":
        return isStanding(event.message) ? this.#reaction(event) : null;
      case "edited":
      case "deleted":
      case "pinned":
      case "unpinned":
      case "member_joined":
      case "member_left":
      case "role_changed":
      case "room_changed":
      case "banned":
      case "unbanned":
        return null;
    }
  }

  error(text: string): Frame {
    return this.#frame({ type: "error", data: { error: text } });
  }

  #reaction(event: ReactionEvent): Frame {
    const message = this.#data(event.message);
    const action = event.type === "reaction_added" ? "added" : "removed";
    const data = { message_id: message.id, emoji: event.emoji, user_id: event.userId, action, message };
    return this.#frame({ type: "reaction_updated", data });
  }

  #data(message: Message) {
    return {
      id: this.#parts.messages.uuidOf(message.id),
      text: textWithFile(message, this.#parts.files),
      author_id: message.author.id,
      author_name: message.author.name,
      created_at: Math.floor(message.at / 1_000),
      reactions: Object.fromEntries(message.reactions.map(({ emoji, userIds }) => [emoji, userIds])),
    };
  }

  #frame(value: object): Frame {
    return this.#parts.frame(JSON.stringify(value));
  }
}
