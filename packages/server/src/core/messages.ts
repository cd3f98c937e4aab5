import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { Message, MessageId, Person, UserId } from "../ports/model.ts";
import type { Store } from "../ports/store.ts";
import type { Guests, Limits, Messages, Recipient } from "./api.ts";
import { ChatError } from "./errors.ts";
import type { Guard } from "./failures.ts";
import { newId } from "./ids.ts";
import { takeOrRefuse } from "./limits.ts";
import { nameKey, typedKey } from "./names.ts";
import { isLongerThan } from "./text.ts";
import type { MessageUuids } from "./uuids.ts";

interface MessagesOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly bounds: Bounds;
  readonly limits: Limits;
  readonly guard: Guard;
  readonly uuids: MessageUuids;
  readonly guests: Pick<Guests, "named">;
}

export function createMessages(options: MessagesOptions): Messages {
  const { bounds, store, guard, uuids } = options;
  return {
    post: (input) => guard(() => post(options, input)),
    postPrivate: (input) => guard(() => postPrivate(options, input)),
    toggleReaction: (input) => guard(() => toggleReaction(options, input)),
    async *after(userId: UserId, afterId: MessageId) {
      let page: readonly Message[] = [];
      do {
        const from = page.at(-1)?.id ?? afterId;
        page = await guard(() => store.messagesAfter(userId, from, bounds.pageSize));
        if (page.length > 0) yield page;
      } while (page.length === bounds.pageSize);
    },
    uuidOf: (id) => uuids.uuidOf(id),
    idOf: (uuid) => uuids.idOf(uuid),
  };
}

async function post(options: MessagesOptions, input: Parameters<Messages["post"]>[0]): Promise<Message> {
  const { roomId, author, file = null, membersOnly = true } = input;
  if (input.rate !== "checked") takeOrRefuse(options.limits, "sendsPerMinute", author.id);
  checkText(input.text, file !== null, options.bounds);
  const outcome = await options.store.post({
    roomId,
    author: personOf(author),
    text: input.text,
    file,
    at: options.clock.now(),
    membersOnly,
    nameKey: guardedName(author),
    clientKey: checkedClientKey(input.clientKey, options.bounds),
  });
  if (outcome.kind === "no_room") throw new ChatError("not_found");
  if (outcome.kind === "name_taken") throw new ChatError("name_taken");
  return outcome.message;
}

async function postPrivate(options: MessagesOptions, input: Parameters<Messages["postPrivate"]>[0]): Promise<void> {
  const { author } = input;
  takeOrRefuse(options.limits, "sendsPerMinute", author.id);
  checkText(input.text, false, options.bounds);
  const outcome = await options.store.postPrivate({
    author: personOf(author),
    ...addressee(options, input.to),
    text: input.text,
    at: options.clock.now(),
    newRoomId: newId(),
    nameKey: guardedName(author),
    clientKey: checkedClientKey(input.clientKey, options.bounds),
  });
  // Nothing else of the outcome gets out: whether there is such a user is nobody's business.
  if (outcome.kind === "name_taken") throw new ChatError("name_taken");
}

function addressee({ bounds, guests }: MessagesOptions, to: Recipient): { toNameKey: string; toId: UserId | null } {
  if ("userId" in to) return { toNameKey: "", toId: to.userId };
  return { toNameKey: typedKey(to.name, bounds), toId: guests.named(to.name) };
}

/** The folded name that no account may have for the message to be taken: accounts alone are proven. */
function guardedName({ kind, name }: Person): string | null {
  return kind === "account" ? null : nameKey(name);
}

async function toggleReaction(options: MessagesOptions, input: Parameters<Messages["toggleReaction"]>[0]): Promise<void> {
  const { limits, store, clock, bounds } = options;
  takeOrRefuse(limits, "togglesPerMinute", input.user.id);
  if (!Number.isSafeInteger(input.messageId)) throw new ChatError("not_found");
  const outcome = await store.toggleReaction({
    messageId: input.messageId,
    user: personOf(input.user),
    emoji: input.emoji,
    at: clock.now(),
    maxEmoji: bounds.emojiPerMessage,
    maxUsers: bounds.usersPerEmoji,
  });
  if (outcome.kind === "no_message") throw new ChatError("not_found");
  if (outcome.kind === "too_many") throw new ChatError("too_many_reactions");
}

/** As much of a user as is kept with what they did; `author` may be a whole `User`. */
const personOf = ({ id, kind, name }: Person): Person => ({ id, kind, name });

/** Errors: `text_empty`, `text_too_long`. */
export function checkText(text: string, mayBeBlank: boolean, bounds: Bounds): void {
  if (!mayBeBlank && text.trim() === "") throw new ChatError("text_empty");
  if (isLongerThan(text, bounds.messageChars)) throw new ChatError("text_too_long");
}

function checkedClientKey(clientKey: string | undefined, bounds: Bounds): string | null {
  if (clientKey === undefined) return null;
  if (clientKey === "" || isLongerThan(clientKey, bounds.clientKeyChars)) throw new ChatError("bad_request");
  return clientKey;
}
