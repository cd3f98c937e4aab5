import { ChatError } from "../../core/errors.ts";
import { isObject, parseJson } from "../../core/json.ts";
import type { Person, User } from "../../ports/model.ts";
import { arrive, type Init } from "../arrival.ts";
import { type Conversation, type DialectContext, type Handling, Hold, type Link, type Reply } from "../contract.ts";
import { refusalCode } from "../refusal.ts";
import { type Refusal, type RefusalFrames, refusalOf } from "./errors.ts";
import { decodeFile } from "./file-data.ts";
import type { Lobby } from "./lobby.ts";
import type { ClientSchemas, WireFile } from "./schema.ts";

export interface RosterContext extends DialectContext {
  readonly lobby: Lobby;
  readonly schemas: ClientSchemas;
  readonly refusals: RefusalFrames;
}

type Kind = "init" | "text" | "file" | "other";
type State =
  | { readonly kind: "new" }
  | { readonly kind: "entering" }
  | { readonly kind: "in"; readonly user: User }
  | { readonly kind: "closed" };

/** One roster connection. */
export class RosterConversation implements Conversation {
  readonly #context: RosterContext;
  readonly #link: Link;
  #state: State = { kind: "new" };
  readonly #cleanups: (() => void)[] = [];

  constructor(context: RosterContext, link: Link) {
    this.#context = context;
    this.#link = link;
    link.deadline(context.chat.bounds.authenticationMs);
  }

  receive(text: string, reply: Reply): Handling {
    const json = parseJson(text, this.#context.chat.bounds);
    if (json.kind === "not_json") return this.#refuse(reply, "other", "notJson");
    const frame = json.value;
    const type = isObject(frame) ? frame["type"] : undefined;
    if (type === "init") return this.#init(frame, reply);
    if (this.#state.kind !== "in") return this.#refuse(reply, "other", "notInitialized");
    const { user } = this.#state;
    this.#context.chat.presence.touch(user.id);
    if (type === "text") return this.#text(user, frame, reply);
    if (type === "file") return this.#file(user, frame, reply);
    return this.#refuse(reply, "other", "unknownType");
  }

  closed(): void {
    this.#state = { kind: "closed" };
    for (const cleanup of this.#cleanups.splice(0).reverse()) cleanup();
  }

  #init(frame: unknown, reply: Reply): Handling {
    if (this.#state.kind !== "new") return this.#refuse(reply, "init", "initRepeated");
    const parsed = this.#context.schemas.init.safeParse(frame);
    if (!parsed.success) return this.#refuse(reply, "init", "initShape");
    const { username, id, token = null } = parsed.data;
    if (token !== null && typeof token !== "string") return this.#refuse(reply, "init", "token");
    this.#state = { kind: "entering" };
    return new Hold(
      this.#answering("init", reply, async () => {
        await this.#enter({ username, id, token });
      }),
    );
  }

  /** Another name has to be thought of and typed. */
  #mayTryAgain(): void {
    this.#state = { kind: "new" };
    this.#link.deadline(this.#context.chat.bounds.loginMs);
  }

  async #enter(init: Init): Promise<void> {
    const { chat, lobby } = this.#context;
    let isOver = false;
    const arrival = await arrive(chat, init, () => {
      isOver = true;
      if (this.#state.kind === "in") this.#sessionEnded();
    });
    if (this.#isClosed()) return arrival.leave();
    if (isOver) {
      arrival.leave();
      throw new ChatError("token_invalid");
    }
    this.#cleanups.push(() => arrival.leave());
    this.#link.trust();
    const stay = lobby.enter(this.#link, arrival.user);
    this.#cleanups.push(() => stay.leave());
    await stay.greeted;
    if (this.#isClosed()) return;
    this.#state = { kind: "in", user: arrival.user };
    if (isOver) this.#sessionEnded();
  }

  /** Ends the stay at once: nothing more is shown or done while the socket is on its way down. */
  #sessionEnded(): void {
    this.closed();
    this.#link.close("sessionEnded");
  }

  #isClosed(): boolean {
    return this.#state.kind === "closed";
  }

  #text(user: User, frame: unknown, reply: Reply): Handling {
    const parsed = this.#context.schemas.text.safeParse(frame);
    if (!parsed.success) return this.#refuse(reply, "text", "textShape");
    const { text } = parsed.data;
    return this.#answering("text", reply, async () => {
      await this.#context.chat.messages.post({ ...this.#postedBy(user), text });
    });
  }

  #file(user: User, frame: unknown, reply: Reply): Handling {
    const { chat, schemas } = this.#context;
    const parsed = schemas.file.safeParse(frame);
    if (!parsed.success) return this.#refuse(reply, "file", "fileShape");
    const { file } = parsed.data;
    const decoded = decodeFile(file, chat.bounds.fileBytes);
    if (decoded.kind !== "decoded") return this.#refuse(reply, "file", decoded.kind);
    // Later frames wait: what is written after a file appears after it, and one connection has one file in memory at a time.
    return new Hold(this.#answering("file", reply, () => this.#keep(user, file, decoded.bytes)));
  }

  async #keep(user: User, { name, type }: WireFile, bytes: Uint8Array): Promise<void> {
    const { chat } = this.#context;
    const { id: fileId } = await chat.files.save({ bytes, name, type, owner: user, address: this.#link.address });
    await chat.messages.post({ ...this.#postedBy(user), text: "", fileId });
  }

  #postedBy(user: User): { roomId: string; author: Person; membersOnly: false } {
    const { chat } = this.#context;
    const author = { id: user.id, kind: user.kind, name: chat.shownName(user) };
    return { roomId: chat.feeds.lounge.room.id, author, membersOnly: false };
  }

  /** Runs what a frame asked for and answers a refusal by core; a sender learns of success by receiving the message. */
  async #answering(kind: Kind, reply: Reply, run: () => Promise<void>): Promise<void> {
    const { telemetry } = this.#context;
    try {
      await run();
      telemetry.command("roster", kind, "ok");
    } catch (error) {
      const code = refusalCode(error);
      const refusal = refusalOf[code];
      if (refusal === undefined) throw error;
      if (this.#state.kind === "entering") this.#mayTryAgain();
      telemetry.command("roster", kind, code);
      reply(this.#context.refusals[refusal]);
    }
  }

  #refuse(reply: Reply, kind: Kind, refusal: Refusal): undefined {
    const { telemetry, refusals } = this.#context;
    telemetry.command("roster", kind, "bad_request");
    reply(refusals[refusal]);
    return undefined;
  }
}
