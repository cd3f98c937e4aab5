/** The mount that the documents of `reactions` and `openchamp` both claim: what a client says first decides which one it is spoken to in. */

import { isObject, parseJson } from "../../core/json.ts";
import type { Conversation, Dialect, DialectContext, Frame, Handling, Link, Reply, Upgrade, WireContract } from "../contract.ts";
import { Encoder } from "../openchamp/encode.ts";
import { authRequired } from "../openchamp/errors.ts";
import * as openchamp from "../openchamp/schema.ts";
import * as reactions from "../reactions/decode.ts";
import { sharedWsFidelity } from "./fidelity.ts";

const name = "shared-ws";

/** The dialects to choose between: the same objects that serve their own mounts, so that each event is still encoded once. */
export interface Choices {
  readonly reactions: Dialect;
  readonly openchamp: Dialect;
}

export function sharedWsDialect(context: DialectContext, choices: Choices): Dialect {
  const { chat, frame } = context;
  const hall: Hall = { context, choices, authRequired: new Encoder(chat.files, frame).refusal(authRequired) };
  return {
    name,
    maxFrameBytes: Math.max(choices.reactions.maxFrameBytes, choices.openchamp.maxFrameBytes),
    contract: contractOf(choices),
    fidelity: sharedWsFidelity,
    open: (link, upgrade) => new SharedConversation(hall, link, upgrade),
  };
}

function contractOf({ reactions, openchamp }: Choices): WireContract {
  return {
    title: "reactions and openchamp",
    version: reactions.contract.version,
    description:
      "A connection starts as reactions. Its first frame of an openchamp type makes it openchamp for good, " +
      "`send_message` or `add_reaction` make it reactions for good.",
    messages: [...reactions.contract.messages, ...openchamp.contract.messages],
  };
}

interface Hall {
  readonly context: DialectContext;
  readonly choices: Choices;
  readonly authRequired: Frame;
}

class SharedConversation implements Conversation {
  readonly #hall: Hall;
  readonly #link: Link;
  readonly #upgrade: Upgrade;
  #conversation: Conversation;
  #decided = false;

  constructor(hall: Hall, link: Link, upgrade: Upgrade) {
    this.#hall = hall;
    this.#link = link;
    this.#upgrade = upgrade;
    this.#conversation = hall.choices.reactions.open(link, upgrade);
  }

  receive(text: string, reply: Reply): Handling {
    if (!this.#decided && !this.#decide(text)) {
      this.#hall.context.telemetry.command(name, "unknown", "token_missing");
      reply(this.#hall.authRequired);
      return undefined;
    }
    return this.#conversation.receive(text, reply);
  }

  closed(): void {
    this.#conversation.closed();
  }

  /** False when the frame is JSON that belongs to neither protocol. Text that is not JSON is left to reactions, and decides nothing. */
  #decide(text: string): boolean {
    const json = parseJson(text, this.#hall.context.chat.bounds);
    if (json.kind === "not_json") return true;
    const type = isObject(json.value) ? json.value["type"] : undefined;
    if (reactions.isCommandType(type)) {
      this.#decided = true;
      return true;
    }
    if (!openchamp.isCommandType(type)) return false;
    this.#decided = true;
    // No reactions frame is sent from here on. What was sent, the rest of a replay too, comes before the first openchamp frame.
    this.#conversation.closed();
    this.#conversation = this.#hall.choices.openchamp.open(this.#link, this.#upgrade);
    return true;
  }
}
