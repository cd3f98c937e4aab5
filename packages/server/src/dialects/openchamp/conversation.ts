import type { Chat } from "../../core/api.ts";
import type { ErrorCode } from "../../core/errors.ts";
import { loungeId } from "../../ports/model.ts";
import { type Conversation, type Handling, Hold, type Link, type Reply, type Upgrade } from "../contract.ts";
import { refusalCode } from "../refusal.ts";
import { Attendance, type Hall } from "./attendance.ts";
import { type Envelope, envelopeOf, payloadOf } from "./decode.ts";
import { authRequired, chatRefusal, invalidPayload, loginRefusal, type Refusal, unknownType, unsupported } from "./errors.ts";
import { type LoginType, logIn } from "./logins.ts";
import type { CommandType } from "./schema.ts";

export const dialectName = "openchamp";

type Kind = CommandType | "unknown";
type Command = Extract<Envelope, { kind: "command" }>;

export class OpenchampConversation implements Conversation {
  readonly #hall: Hall;
  readonly #link: Link;
  /** Null: nobody is logged in. */
  #attendance: Attendance | null = null;
  /** The login with the token of the upgrade, while it lasts. */
  #opening: Promise<void> | null = null;
  #closed = false;
  /** Commands that wait for the store, and who waits for them. */
  #pending = 0;
  #idle: (() => void) | null = null;

  constructor(hall: Hall, link: Link, upgrade: Upgrade) {
    this.#hall = hall;
    this.#link = link;
    link.deadline(this.#chat.bounds.loginMs);
    if (upgrade.token !== null) this.#opening = this.#open(upgrade.token);
  }

  receive(text: string, reply: Reply): Handling {
    if (this.#opening === null) return this.#handle(text, reply);
    return new Hold(this.#opening.then(() => settled(this.#handle(text, reply))));
  }

  closed(): void {
    this.#closed = true;
    this.#attendance?.end();
    this.#attendance = null;
  }

  #handle(text: string, reply: Reply): Handling {
    const envelope = envelopeOf(text, this.#chat.bounds);
    if (envelope.kind === "command") {
      const { type, payload } = envelope;
      if (type === "register" || type === "login" || type === "token_auth") return new Hold(this.#logIn(type, payload, reply));
      if (this.#attendance !== null) return this.#command(this.#attendance, envelope, reply);
      return this.#refuse(type, "token_missing", authRequired, reply);
    }
    if (this.#attendance === null) return this.#refuse("unknown", "token_missing", authRequired, reply);
    return this.#refuse("unknown", "bad_request", envelope.kind === "malformed" ? invalidPayload : unknownType, reply);
  }

  #command(attendance: Attendance, { type, payload }: Command, reply: Reply): Handling {
    this.#chat.presence.touch(attendance.user.id);
    switch (type) {
      case "global_chat":
        return this.#globalChat(attendance, payload, reply);
      case "private_chat":
        return this.#privateChat(attendance, payload, reply);
      case "set_username":
        return this.#setUsername(attendance, payload, reply);
      case "logout":
        return new Hold(this.#logOut(attendance, reply));
      case "count":
        this.#count("count", "ok");
        reply(this.#hall.encoder.playerCount(this.#chat.presence.onlineCount));
        return undefined;
      default:
        return this.#refuse(type, "bad_request", unsupported, reply);
    }
  }

  #globalChat({ user }: Attendance, payload: unknown, reply: Reply): Handling {
    const text = payloadOf("global_chat", payload);
    if (text === null) return this.#refuse("global_chat", "bad_request", invalidPayload, reply);
    const author = { id: user.id, kind: user.kind, name: this.#chat.shownName(user) };
    return this.#settle("global_chat", this.#chat.messages.post({ roomId: loungeId, author, text, membersOnly: false }), reply);
  }

  /** Answered by nothing, whether or not there is such a user. */
  #privateChat({ user }: Attendance, payload: unknown, reply: Reply): Handling {
    const given = payloadOf("private_chat", payload);
    if (given === null) return this.#refuse("private_chat", "bad_request", invalidPayload, reply);
    const posted = this.#chat.messages.postPrivate({ author: user, to: { name: given.target }, text: given.message });
    return this.#settle("private_chat", posted, reply);
  }

  /** Later frames wait, so that what they say is said under the new name. */
  #setUsername(attendance: Attendance, payload: unknown, reply: Reply): Handling {
    const name = payloadOf("set_username", payload);
    if (name === null) return this.#refuse("set_username", "bad_request", invalidPayload, reply);
    const renamed = this.#chat.accounts.setDisplayName(attendance.user, name).then((user) => {
      attendance.user = user;
      reply(this.#hall.encoder.displayName(this.#chat.shownName(user)));
    });
    return new Hold(this.#settle("set_username", renamed, reply));
  }

  /** Carries out a command that needs no answer when it succeeds. */
  #settle(type: CommandType, work: Promise<unknown>, reply: Reply): Promise<void> {
    this.#pending += 1;
    return work.then(
      () => {
        this.#count(type, "ok");
        this.#ended();
      },
      (error: unknown) => {
        this.#ended();
        const code = refusalCode(error);
        this.#refuse(type, code, chatRefusal(code, this.#chat.bounds), reply);
      },
    );
  }

  #ended(): void {
    this.#pending -= 1;
    if (this.#pending === 0) this.#idle?.();
  }

  async #logOut(attendance: Attendance, reply: Reply): Promise<void> {
    attendance.expectsEnd = true;
    const ended = this.#chat.accounts.endSession(attendance.session).then(() => {
      attendance.end();
      this.#attendance = null;
      this.#link.deadline(this.#chat.bounds.loginMs);
      reply(this.#hall.encoder.loggedOut());
    });
    await this.#settle("logout", ended, reply);
    attendance.expectsEnd = false;
    // It could not be ended from here, but was from elsewhere meanwhile.
    if (attendance.sessionIsOver && this.#attendance === attendance) this.#sessionEnded();
  }

  async #logIn(type: LoginType, payload: unknown, reply: Reply): Promise<void> {
    // What was asked before is answered before, and nothing the new user may see comes between.
    if (this.#pending > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
    const outcome = await logIn(this.#hall, { type, payload, address: this.#link.address });
    if (outcome.kind === "refused") {
      this.#refuse(type, outcome.code, outcome.refusal, reply);
      return;
    }
    const attendance = new Attendance(this.#hall, this.#link, outcome.session);
    try {
      await attendance.prepare(() => this.#sessionEnded());
    } catch (error) {
      attendance.end();
      const code = refusalCode(error);
      this.#refuse(type, code, loginRefusal(code, this.#chat.bounds), reply);
      return;
    }
    this.#count(type, "ok");
    if (this.#closed) {
      attendance.end();
      return;
    }
    this.#link.trust();
    reply(outcome.frame);
    attendance.show(this.#attendance);
    this.#attendance = attendance;
  }

  async #open(token: string): Promise<void> {
    try {
      await this.#logIn("token_auth", { token }, (frame) => this.#link.send(frame));
    } catch (err) {
      this.#hall.context.log.error({ err, link: this.#link.id }, "login with the token of the upgrade failed");
      this.#link.close("internal");
    } finally {
      this.#opening = null;
    }
  }

  /** Ends the talk at once: nothing more is shown or done, nor a login completed, while the socket is on its way down. */
  #sessionEnded(): void {
    this.closed();
    this.#link.close("sessionEnded");
  }

  #refuse(kind: Kind, code: ErrorCode, refusal: Refusal, reply: Reply): undefined {
    this.#count(kind, code);
    reply(this.#hall.encoder.refusal(refusal));
  }

  #count(kind: Kind, outcome: ErrorCode | "ok"): void {
    this.#hall.context.telemetry.command(dialectName, kind, outcome);
  }

  get #chat(): Chat {
    return this.#hall.context.chat;
  }
}

async function settled(handling: Handling): Promise<void> {
  await (handling instanceof Hold ? handling.settled : handling);
}
