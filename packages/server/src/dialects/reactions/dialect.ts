/** `reactions` (docs/protocols: reactions): one public room, replayed on connection, with emoji reactions; users are addresses. */
import { limitSubject } from "../../core/addresses.ts";
import { type ErrorCode, errorCatalogue } from "../../core/errors.ts";
import { isLongerThan } from "../../core/text.ts";
import { loungeId, type Person, type UserId } from "../../ports/model.ts";
import { Audience } from "../audience.ts";
import { type Conversation, type Dialect, type DialectContext, type Handling, Hold, type Link, type Reply } from "../contract.ts";
import { standing } from "../posts.ts";
import { refusalCode } from "../refusal.ts";
import { type CommandType, claimOf } from "./decode.ts";
import { Encoder } from "./encode.ts";
import { type ErrorTexts, errorTexts, textOfRefusal } from "./errors.ts";
import { reactionsFidelity } from "./fidelity.ts";
import { History } from "./history.ts";
import { addReaction, anonymous, reactionsContract, sendMessage } from "./schema.ts";

const name = "reactions";

export function reactionsDialect(context: DialectContext): Dialect {
  const { chat, frame } = context;
  const encoder = new Encoder({ files: chat.files, messages: chat.messages, frame });
  const hall: Hall = {
    context,
    encoder,
    audience: new Audience(chat.feeds.lounge, (event) => encoder.event(event)),
    history: new History(
      () => standing(chat.feeds.lounge.recent(chat.bounds.reactionsHistory)),
      (message) => encoder.message(message),
    ),
    schema: sendMessage(chat.bounds),
    texts: errorTexts(chat.bounds),
  };
  return {
    name,
    maxFrameBytes: chat.bounds.frameBytes,
    contract: reactionsContract(chat.bounds),
    fidelity: reactionsFidelity,
    open: (link) => new ReactionsConversation(hall, link),
  };
}

/** What all connections of the dialect share. */
interface Hall {
  readonly context: DialectContext;
  readonly encoder: Encoder;
  readonly audience: Audience;
  readonly history: History;
  /** Of `send_message`. */
  readonly schema: ReturnType<typeof sendMessage>;
  readonly texts: ErrorTexts;
}

interface Refused {
  readonly code: ErrorCode;
  readonly text: string;
}

class ReactionsConversation implements Conversation {
  readonly #hall: Hall;
  readonly #userId: UserId;
  /** Whose rate counts: the author, but an IPv6 customer commands as many authors as there are addresses in a /64. */
  readonly #subject: string;
  #leave: () => void = () => undefined;
  #isClosed = false;
  /** Until the connection was shown the room; what it says waits for that, and so comes after the replay. */
  #showing: Promise<void> | undefined;

  constructor(hall: Hall, link: Link) {
    const { chat } = hall.context;
    this.#hall = hall;
    this.#userId = chat.addressId(link.address);
    this.#subject = limitSubject(link.address);
    link.trust();
    this.#showing = chat.feeds.lounge.caughtUp()?.then(() => this.#show(link));
    if (this.#showing === undefined) this.#show(link);
  }

  /** Both in one turn: nothing falls between the replay and what comes live, and nothing is in both. */
  #show(link: Link): void {
    this.#showing = undefined;
    if (this.#isClosed) return;
    for (const piece of this.#hall.history.pieces()) link.replay(piece);
    this.#leave = this.#hall.audience.join(link);
  }

  receive(text: string, reply: Reply): Handling {
    return this.#showing === undefined
      ? this.#handle(text, reply)
      : new Hold(this.#showing.then(() => this.#handle(text, reply)));
  }

  #handle(text: string, reply: Reply): Promise<void> | undefined {
    const { chat, telemetry } = this.#hall.context;
    const claim = claimOf(text, chat.bounds);
    switch (claim.type) {
      case "send_message":
        return this.#settle("send_message", this.#sendMessage(claim.value), reply);
      case "add_reaction":
        return this.#settle("add_reaction", this.#addReaction(claim.value), reply);
      case "unknown":
        telemetry.command(name, "unknown", "bad_request");
        reply(this.#hall.encoder.error(this.#hall.texts.invalid));
        return undefined;
    }
  }

  closed(): void {
    this.#isClosed = true;
    this.#leave();
  }

  /** The order of the checks is that of the document's own server: rate, shape, trim, empty, length. */
  #sendMessage(value: unknown): Promise<unknown> | Refused {
    const { context, schema, texts } = this.#hall;
    const { bounds, limits, messages } = context.chat;
    if (!limits.take("reactionsMessagesPerMinute", this.#subject)) return { code: "rate_limited", text: texts.rateLimited };
    const parsed = schema.safeParse(value);
    if (!parsed.success) return { code: "bad_request", text: texts.invalid };
    const text = parsed.data.data.text.trim();
    if (text === "") return { code: "text_empty", text: texts.empty };
    if (isLongerThan(text, bounds.reactionsTextChars)) return { code: "text_too_long", text: texts.tooLong };
    const author = this.#person(parsed.data.data.author_name);
    return messages.post({ roomId: loungeId, author, text, membersOnly: false, rate: "checked" });
  }

  #addReaction(value: unknown): Promise<unknown> | Refused {
    const { context, texts } = this.#hall;
    const { messages } = context.chat;
    const parsed = addReaction.safeParse(value);
    if (!parsed.success) return { code: "bad_request", text: texts.invalid };
    const messageId = messages.idOf(parsed.data.data.message_id);
    if (messageId === null) return { code: "not_found", text: texts.noMessage };
    return messages.toggleReaction({ messageId, user: this.#person(""), emoji: parsed.data.data.emoji });
  }

  /** Success needs no reply: the message or the update itself, which everybody gets, is the acknowledgement. */
  #settle(command: CommandType, outcome: Promise<unknown> | Refused, reply: Reply): Promise<void> | undefined {
    const { context, encoder, texts } = this.#hall;
    const refuse = ({ code, text }: Refused): void => {
      context.telemetry.command(name, command, code);
      reply(encoder.error(text));
    };
    if (!(outcome instanceof Promise)) {
      refuse(outcome);
      return undefined;
    }
    return outcome.then(
      () => context.telemetry.command(name, command, "ok"),
      (error: unknown) => {
        const code = refusalCode(error);
        // What failed through no fault of the sender's does not count against them.
        if (command === "send_message" && errorCatalogue[code].fault === "server") {
          context.chat.limits.refund("reactionsMessagesPerMinute", this.#subject);
        }
        refuse({ code, text: textOfRefusal(code, texts) });
      },
    );
  }

  #person(authorName: string): Person {
    return { id: this.#userId, kind: "address", name: authorName.trim() === "" ? anonymous : authorName };
  }
}
