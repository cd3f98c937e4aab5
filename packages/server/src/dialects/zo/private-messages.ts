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
  readonly #members: ReadonlyMap<string, Member>;

  /** `members`: by client id. */
  constructor(context: DialectContext, members: ReadonlyMap<string, Member>) {
    this.#context = context;
    this.#members = members;
  }

  /** A client id means the user behind it. Errors as `messages.postPrivate`. */
  async deliver({ from, target, text }: PrivateMessage): Promise<void> {
    from.takePrivateSend();
    const meant = this.#members.get(target);
    const to = meant === undefined ? { name: target } : { userId: meant.user.id };
    await this.#context.chat.messages.postPrivate({ author: from.correspondent(), to, text });
  }
}
