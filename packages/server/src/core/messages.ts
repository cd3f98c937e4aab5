import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { Message, MessageId, Person, UserId } from "../ports/model.ts";
import type { PostLinks, PostOutcome, PrivatePostOutcome, ReactionOutcome } from "../ports/posts.ts";
import type { Store } from "../ports/store.ts";
import type { Guests, Limits, Messages } from "./api.ts";
import { callsIn } from "./calls.ts";
import { ChatError } from "./errors.ts";
import type { Guard } from "./failures.ts";
import { newId } from "./ids.ts";
import { takeOrRefuse } from "./limits.ts";
import { createMessageChanges } from "./message-changes.ts";
import { createMessagePages } from "./message-pages.ts";
import { checkText } from "./message-text.ts";
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
    ...createMessageChanges(options),
    ...createMessagePages(options),
    post: guard.around((input) => post(options, input), posted),
    postPrivate: guard.around((input) => postPrivate(options, input), postedPrivate),
    toggleReaction: guard.around((input) => toggleReaction(options, input), toggled),
    react: guard.around((input) => toggleReaction(options, input), toggled),
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

type PostInput = Parameters<Messages["post"]>[0];

function post(options: MessagesOptions, input: PostInput): Promise<PostOutcome> {
  const { roomId, author, fileId = null, membersOnly = true } = input;
  if (input.rate !== "checked") takeOrRefuse(options.limits, "sendsPerMinute", author.id);
  checkText(input.text, fileId !== null, options.bounds);
  return options.store.post({
    roomId,
    author: personOf(author),
    text: input.text,
    file: fileId,
    at: options.clock.now(),
    membersOnly,
    nameKey: guardedName(author),
    clientKey: checkedClientKey(input.clientKey, options.bounds),
    links: linksOf(input, options.bounds),
  });
}

function posted(outcome: PostOutcome): Message {
  if (outcome.kind === "no_room" || outcome.kind === "no_message" || outcome.kind === "no_file") throw new ChatError("not_found");
  if (outcome.kind === "banned" || outcome.kind === "forbidden") throw new ChatError("forbidden");
  if (outcome.kind === "file_taken") throw new ChatError("bad_request");
  if (outcome.kind === "name_taken" || outcome.kind === "archived") throw new ChatError(outcome.kind);
  return outcome.message;
}

/** Nothing for most messages, which answer nothing and call nobody. */
function linksOf({ text, replyTo, thread }: PostInput, bounds: Bounds): PostLinks | undefined {
  const calls = callsIn(text, bounds);
  if (replyTo === undefined && thread === undefined && calls.names.length === 0 && !calls.room) return undefined;
  for (const id of [replyTo, thread]) if (id !== undefined && !Number.isSafeInteger(id)) throw new ChatError("not_found");
  return { replyTo: replyTo ?? null, thread: thread ?? null, calls };
}

function postPrivate(options: MessagesOptions, input: Parameters<Messages["postPrivate"]>[0]): Promise<PrivatePostOutcome> {
  const { author } = input;
  takeOrRefuse(options.limits, "sendsPerMinute", author.id);
  checkText(input.text, false, options.bounds);
  const { to } = input;
  const isNamed = "name" in to;
  return options.store.postPrivate({
    author: personOf(author),
    toNameKey: isNamed ? typedKey(to.name, options.bounds) : "",
    toId: isNamed ? options.guests.named(to.name) : to.userId,
    text: input.text,
    at: options.clock.now(),
    newRoomId: newId(),
    nameKey: guardedName(author),
    clientKey: checkedClientKey(input.clientKey, options.bounds),
  });
}

function postedPrivate(outcome: PrivatePostOutcome): void {
  // Nothing else of the outcome gets out: whether there is such a user is nobody's business.
  if (outcome.kind === "name_taken") throw new ChatError("name_taken");
  if (outcome.kind === "banned") throw new ChatError("forbidden");
}

/** The folded name that no account may have for the message to be taken: accounts alone are proven. */
function guardedName({ kind, name }: Person): string | null {
  return kind === "account" ? null : nameKey(name);
}

type ToggleInput = Parameters<Messages["toggleReaction"]>[0] & { readonly isOn?: boolean };

function toggleReaction(options: MessagesOptions, input: ToggleInput): Promise<ReactionOutcome> {
  const { limits, store, clock, bounds } = options;
  takeOrRefuse(limits, "togglesPerMinute", input.user.id);
  if (!Number.isSafeInteger(input.messageId)) throw new ChatError("not_found");
  return store.toggleReaction({
    messageId: input.messageId,
    user: personOf(input.user),
    emoji: input.emoji,
    isOn: input.isOn,
    at: clock.now(),
    maxEmoji: bounds.emojiPerMessage,
    maxUsers: bounds.usersPerEmoji,
  });
}

function toggled(outcome: ReactionOutcome): void {
  if (outcome.kind === "no_message") throw new ChatError("not_found");
  if (outcome.kind === "banned" || outcome.kind === "forbidden") throw new ChatError("forbidden");
  if (outcome.kind === "archived") throw new ChatError("archived");
  if (outcome.kind === "too_many") throw new ChatError("too_many_reactions");
}

/** As much of a user as is kept with what they did; `author` may be a whole `User`. */
const personOf = ({ id, kind, name }: Person): Person => ({ id, kind, name });

function checkedClientKey(clientKey: string | undefined, bounds: Bounds): string | null {
  if (clientKey === undefined) return null;
  if (clientKey === "" || isLongerThan(clientKey, bounds.clientKeyChars)) throw new ChatError("bad_request");
  return clientKey;
}
