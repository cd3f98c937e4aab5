import { ChatError, errorCatalogue } from "../../core/errors.ts";
import { parseJson } from "../../core/json.ts";
import type { User } from "../../ports/model.ts";
import {
  type CloseReason,
  type Conversation,
  type DialectContext,
  type Frame,
  type Handling,
  Hold,
  type Link,
  type Reply,
} from "../contract.ts";
import { refusalCode } from "../refusal.ts";
import { refusalBody } from "./errors.ts";
import { Following, type Shared } from "./following.ts";
import { authenticateSchema, sendSchema } from "./schema.ts";

export interface RoomsContext extends DialectContext {
  readonly shared: Shared;
  readonly connectedFrame: Frame;
}

type State =
  | { readonly kind: "unknown" }
  | { readonly kind: "authenticating" }
  | { readonly kind: "connected"; readonly user: User }
  | { readonly kind: "closed" };

/** One socket at `/chat/connect`. */
export class RoomsConversation implements Conversation {
  readonly #context: RoomsContext;
  readonly #link: Link;
  #state: State = { kind: "unknown" };
  readonly #cleanups: (() => void)[] = [];

  constructor(context: RoomsContext, link: Link) {
    this.#context = context;
    this.#link = link;
    link.deadline(context.chat.bounds.authenticationMs);
  }

  receive(text: string, reply: Reply): Handling {
    const json = parseJson(text, this.#context.chat.bounds);
    const value = json.kind === "json" ? json.value : undefined;
    if (this.#state.kind === "unknown") return this.#authenticate(value, reply);
    if (this.#state.kind === "connected") return this.#send(this.#state.user, value);
    return undefined;
  }

  closed(): void {
    this.#state = { kind: "closed" };
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
  }

  /** Ends the talk at once: nothing more is shown or done while the socket is on its way down. */
  #close(reason: CloseReason): void {
    this.closed();
    this.#link.close(reason);
  }

  /** A frame that is not `{auth_token}` is ignored and may be followed by one that is. */
  #authenticate(value: unknown, reply: Reply): Handling {
    const parsed = authenticateSchema.safeParse(value);
    if (!parsed.success) return undefined;
    this.#state = { kind: "authenticating" };
    return new Hold(this.#connect(parsed.data.auth_token, reply));
  }

  async #connect(token: string, reply: Reply): Promise<void> {
    const { telemetry, frame } = this.#context;
    try {
      await this.#follow(token, reply);
      telemetry.command("rooms", "authenticate", "ok");
    } catch (error) {
      // Told before a fault of ours is thrown on: "If there is an issue you will receive a JSON encoded message".
      reply(frame(JSON.stringify(refusalBody(error instanceof ChatError ? error.code : "internal"))));
      const code = refusalCode(error);
      telemetry.command("rooms", "authenticate", code);
      this.#close(errorCatalogue[code].fault === "server" ? "unavailable" : "tokenRefused");
    }
  }

  async #follow(token: string, reply: Reply): Promise<void> {
    const { chat, shared, connectedFrame } = this.#context;
    const session = await chat.accounts.authenticate(token);
    if (this.#isClosed()) return;
    this.#link.trust();
    let isOver = false;
    const ended = (): void => {
      isOver = true;
      if (this.#state.kind === "connected") this.#close("sessionEnded");
    };
    this.#cleanups.push(chat.accounts.watch(session, ended));
    const following = new Following(shared, this.#link, session.user);
    this.#cleanups.push(() => following.end());
    await following.prepare(() => this.#close("unavailable"));
    if (this.#isClosed()) return;
    if (isOver) throw new ChatError("token_invalid");
    // One turn: what was committed before it is not shown, what is committed after it is.
    reply(connectedFrame);
    following.show();
    this.#state = { kind: "connected", user: session.user };
    this.#cleanups.push(chat.presence.enter(session.user));
  }

  #isClosed(): boolean {
    return this.#state.kind === "closed";
  }

  #send(user: User, value: unknown): Handling {
    this.#context.chat.presence.touch(user.id);
    const parsed = sendSchema.safeParse(value);
    if (!parsed.success) {
      this.#refused(user, "bad_request");
      return undefined;
    }
    const { data } = parsed;
    return this.#post(user, data.room, "messages" in data ? data.messages : data.message);
  }

  #post(user: User, roomId: string, text: string): Promise<void> {
    const { chat, telemetry } = this.#context;
    const author = { id: user.id, kind: user.kind, name: chat.shownName(user) };
    return chat.messages.post({ roomId, author, text }).then(
      () => telemetry.command("rooms", "send", "ok"),
      (error: unknown) => {
        const code = refusalCode(error);
        this.#refused(user, code);
        // "If there is an internal server error then the connection will be closed."
        if (errorCatalogue[code].fault === "server") this.#close("unavailable");
      },
    );
  }

  /** A refused send is answered by nothing and logged; neither its text nor its room, which the sender made up, gets into the log. */
  #refused(user: User, code: string): void {
    const { chat, log, telemetry } = this.#context;
    telemetry.command("rooms", "send", code);
    // A client that is refused a hundred times a second must not fill the disk with it.
    if (chat.limits.take("refusalLinesPerMinute", user.id))
      log.info({ connection: this.#link.id, user: user.id, code }, "send refused");
  }
}
