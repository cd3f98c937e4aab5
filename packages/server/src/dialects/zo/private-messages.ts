import type { ServerSend } from "@parlance/zo";
import { takeOrRefuse } from "../../core/limits.ts";
import { checkText } from "../../core/messages.ts";
import { accountKey } from "../../core/names.ts";
import type { PostedEvent } from "../../ports/model.ts";
import type { DialectContext } from "../contract.ts";
import { replyName } from "../direct-message.ts";
import { textWithFile } from "../message-line.ts";
import type { Member } from "./member.ts";
import type { Members } from "./members.ts";
import type { ZoRoutes } from "./routes.ts";

type Send = ServerSend<ZoRoutes>;

export interface PrivateMessage {
  readonly from: Member;
  /** A client id or a user's name. */
  readonly target: string;
  readonly text: string;
}

/**
 * Between accounts a private message is one like any other: kept, and seen on all protocols. Guests have no direct rooms: from or to one
 * of them it goes to the connections of zo that it means, now or never. Whether there is anybody is nobody's business.
 * Errors as `messages.postPrivate`.
 */
export class PrivateMessages {
  readonly #context: DialectContext;
  readonly #members: Members;
  readonly #send: () => Send;
  /** Each event once, however many connections it is shown to. */
  readonly #deliveries = new WeakMap<PostedEvent, ReturnType<Send["chat"]["onPrivate"]>>();

  constructor(context: DialectContext, members: Members, send: () => Send) {
    this.#context = context;
    this.#members = members;
    this.#send = send;
  }

  async deliver({ from, target, text }: PrivateMessage): Promise<void> {
    const { chat, clock } = this.#context;
    const meant = this.#meant(target);
    const { id, kind, name } = from.user;
    if (kind === "account" && !meant.some(({ user }) => user.kind === "guest")) {
      await chat.messages.postPrivate({ author: from.user, toName: meant[0]?.user.name ?? target, text });
      return;
    }
    takeOrRefuse(chat.limits, "sendsPerMinute", id);
    checkText(text, false, chat.bounds);
    const payload = { from: name, message: text, timestamp: new Date(clock.now()) };
    this.#send()
      .chat.onPrivate(payload)
      .to(meant.map(({ clientId }) => clientId));
  }

  /** Shows a kept message to one connection. */
  show(event: PostedEvent, clientId: string): void {
    let delivery = this.#deliveries.get(event);
    if (delivery === undefined) {
      const message = textWithFile(event.message, this.#context.chat.files);
      delivery = this.#send().chat.onPrivate({ from: replyName(event), message, timestamp: new Date(event.message.at) });
      this.#deliveries.set(event, delivery);
    }
    delivery.to([clientId]);
  }

  #meant(target: string): readonly Member[] {
    const member = this.#members.withClientId(target);
    if (member !== undefined) return [member];
    return this.#members.withName(accountKey(target, this.#context.chat.bounds));
  }
}
