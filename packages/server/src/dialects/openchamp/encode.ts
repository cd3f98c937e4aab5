import type { Files, Signed } from "../../core/api.ts";
import type { MessageEvent, PostedEvent, RoomEvent } from "../../ports/model.ts";
import type { EncodeEvent } from "../audience.ts";
import type { Frame } from "../contract.ts";
import { replyName } from "../direct-message.ts";
import { rememberFrames } from "../event-frames.ts";
import { textWithFile } from "../message-line.ts";
import { isStanding } from "../posts.ts";
import type { Refusal } from "./errors.ts";

/** From core's words to frames of `openchamp`. */
export class Encoder {
  readonly #files: Files;
  readonly #frame: (text: string) => Frame;
  /** An event of a direct room, the same frame for every reader. */
  readonly direct: EncodeEvent;

  constructor(files: Files, frame: (text: string) => Frame) {
    this.#files = files;
    this.#frame = frame;
    this.direct = rememberFrames((event) => this.#direct(event));
  }

  /** An event of the lounge. */
  lounge(event: RoomEvent): Frame | null {
    return isSaid(event) ? this.#chat("global_chat", event.message.author.name, event) : null;
  }

  registered({ user, token }: Signed): Frame {
    const success = { success: true, message: "Registration successful", autoLogin: true };
    return this.#build("register_success", { ...success, username: user.name, token });
  }

  authenticated(username: string, token: string): Frame {
    return this.#build("auth_success", { username, token });
  }

  playerCount(count: number): Frame {
    return this.#build("player_count", count);
  }

  displayName(name: string): Frame {
    return this.#build("display_name_updated", name);
  }

  loggedOut(): Frame {
    return this.#build("logged_out");
  }

  refusal(refusal: Refusal): Frame {
    const { type, message } = refusal;
    return this.#build(type, type === "error" ? { message, code: refusal.code } : { message });
  }

  #direct(event: RoomEvent): Frame | null {
    return isSaid(event) ? this.#chat("private_chat", replyName(event), event) : null;
  }

  /** Messages have no id here: a correction is another line, marked as chat bridges do. */
  #chat(type: string, username: string, { type: event, message }: PostedEvent | MessageEvent): Frame {
    const text = textWithFile(message, this.#files);
    return this.#build(type, { username, message: event === "edited" ? `* ${text}` : text });
  }

  #build(type: string, payload?: unknown): Frame {
    return this.#frame(JSON.stringify({ type, payload }));
  }
}

function isSaid(event: RoomEvent): event is PostedEvent | MessageEvent {
  return (event.type === "posted" || event.type === "edited") && isStanding(event.message);
}
