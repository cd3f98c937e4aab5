import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { Message, MessageId, Person } from "../ports/model.ts";
import type { MessageOutcome } from "../ports/posts.ts";
import type { Store } from "../ports/store.ts";
import type { Limits, Messages } from "./api.ts";
import { callsIn } from "./calls.ts";
import { ChatError, type ErrorCode } from "./errors.ts";
import type { Guard } from "./failures.ts";
import { takeOrRefuse } from "./limits.ts";
import { readableMessage } from "./message-pages.ts";
import { checkText } from "./message-text.ts";

interface ChangesOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly bounds: Bounds;
  readonly limits: Limits;
  readonly guard: Guard;
}

type Changes = Pick<Messages, "edit" | "delete" | "pin">;

/** What is done to messages after they were sent. */
export function createMessageChanges({ store, clock, bounds, limits, guard }: ChangesOptions): Changes {
  const doing = (by: Person, messageId: MessageId, deed: (about: Deed) => Promise<MessageOutcome>): Promise<Message> =>
    guard(async () => {
      takeOrRefuse(limits, "messageChangesPerMinute", by.id);
      if (!Number.isSafeInteger(messageId)) throw new ChatError("not_found");
      const { id, kind, name } = by;
      return messageOf(await deed({ messageId, by: { id, kind, name }, at: clock.now() }));
    });

  return {
    edit: ({ messageId, by, text }) =>
      doing(by, messageId, async (about) => {
        // Whether a text may be empty depends on the message, which is looked at only for whoever may read it.
        const mayBeBlank = text.trim() === "" && (await readableMessage(store, by.id, messageId)).file !== null;
        checkText(text, mayBeBlank, bounds);
        return await store.editMessage({ ...about, text, calls: callsIn(text, bounds), maxEdits: bounds.editsPerMessage });
      }),
    delete: ({ messageId, by }) => doing(by, messageId, (about) => store.deleteMessage(about)),
    pin: ({ messageId, by, isPinned }) =>
      doing(by, messageId, (about) => store.pinMessage({ ...about, isPinned, maxPins: bounds.pinsPerRoom })),
  };
}

interface Deed {
  readonly messageId: MessageId;
  readonly by: Person;
  readonly at: number;
}

const codes: Readonly<Record<Exclude<MessageOutcome["kind"], "done" | "unchanged">, ErrorCode>> = {
  no_message: "not_found",
  forbidden: "forbidden",
  archived: "archived",
  too_many: "limit_reached",
};

/** Throws what refuses it. */
export function messageOf(outcome: MessageOutcome): Message {
  if ("message" in outcome) return outcome.message;
  throw new ChatError(codes[outcome.kind]);
}
