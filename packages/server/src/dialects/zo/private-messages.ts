import type { ServerSend } from "@parlance/zo";
import { limitSubject } from "../../core/addresses.ts";
import { takeOrRefuse } from "../../core/limits.ts";
import type { PostedEvent } from "../../ports/model.ts";
import type { DialectContext } from "../contract.ts";
import { replyName } from "../direct-message.ts";
import { textWithFile } from "../message-line.ts";
import type { Member } from "./member.ts";
import type { ZoRoutes } from "./routes.ts";

type Send = ServerSend<ZoRoutes>;

export interface PrivateMessage {
  readonly from: Member;
  /** A client id or a user's name. */
  readonly target: string;
  readonly text: string;
}

/** `chat.private` and `chat.onPrivate`: messages of direct rooms, as in every protocol that has them. */
export class PrivateMessages {
  readonly #context: DialectContext;
  readonly #members: ReadonlyMap<string, Member>;
  readonly #send: () => Send;
  /** Each event once, however many connections it is shown to. */
  readonly #deliveries = new WeakMap<PostedEvent, ReturnType<Send["chat"]["onPrivate"]>>();

  /** `members`: by client id. */
  constructor(context: DialectContext, members: ReadonlyMap<string, Member>, send: () => Send) {
    this.#context = context;
    this.#members = members;
    this.#send = send;
  }

  /** A client id means the user behind it. Errors as `messages.postPrivate`. */
  async deliver({ from, target, text }: PrivateMessage): Promise<void> {
    const { limits, messages } = this.#context.chat;
    // Guests cost nothing to make, and what they write is kept: those of one address have one allowance.
    if (from.user.kind === "guest") takeOrRefuse(limits, "guestPrivatesPerAddressPerMinute", limitSubject(from.address));
    const meant = this.#members.get(target);
    const to = meant === undefined ? { name: target } : { userId: meant.user.id };
    await messages.postPrivate({ author: from.correspondent(), to, text });
  }

  /** Shows a message to one connection. */
  show(event: PostedEvent, clientId: string): void {
    let delivery = this.#deliveries.get(event);
    if (delivery === undefined) {
      const message = textWithFile(event.message, this.#context.chat.files);
      delivery = this.#send().chat.onPrivate({ from: replyName(event), message, timestamp: new Date(event.message.at) });
      this.#deliveries.set(event, delivery);
    }
    delivery.to([clientId]);
  }
}
