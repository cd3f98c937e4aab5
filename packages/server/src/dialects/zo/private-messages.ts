import type { DialectContext } from "../contract.ts";
import type { Member } from "./member.ts";

export interface PrivateMessage {
  readonly from: Member;
  /** A client id or a user's name. */
  readonly target: string;
  readonly text: string;
}

/** `chat.private`: messages of direct rooms, as in every protocol that has them. */
export class PrivateMessages {
  readonly #context: DialectContext;

  constructor(context: DialectContext) {
    this.#context = context;
  }

  /** A client id means the user behind it, whichever node they are on, and when they have gone. Errors as `messages.postPrivate`. */
  async deliver({ from, target, text }: PrivateMessage): Promise<void> {
    from.takePrivateSend();
    const { messages, clientIds } = this.#context.chat;
    const userId = clientIds.userOf(target);
    const to = userId === null ? { name: target } : { userId };
    await messages.postPrivate({ author: from.correspondent(), to, text });
  }
}
