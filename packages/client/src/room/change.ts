/**
 * What an event makes of a message. A message read back later than its event was written may be ahead of it (its text, its pin, its deletion);
 * the events in between then say again what it already shows, and each field ends as its last event has it. Reactions are
 * changes to a list, whose order would not survive that: they come from reaction events alone, or from a page, which is as of one seq.
 */
import { given } from "../base/given.ts";
import type { Message, RoomEvent } from "../contract.ts";

type Reactions = NonNullable<Message["reactions"]>;

/** The message that the event changes, posts aside. */
export function messageIdOf(event: RoomEvent): number | undefined {
  if ("messageId" in event) return event.messageId;
  return event.type === "edited" ? event.message.id : undefined;
}

/** As it was before anybody reacted. */
export function posted({ reactions: _later, ...message }: Message): Message {
  return message;
}

export function changed(message: Message, event: RoomEvent): Message {
  const { reactions = [], pinnedAt: _pin, ...rest } = message;
  switch (event.type) {
    case "edited":
      return withReactions(event.message, reactions);
    case "deleted":
      return tombstone(message, event.at);
    case "pinned":
      return { ...message, pinnedAt: event.at };
    case "unpinned":
      return withReactions(rest, reactions);
    case "reaction_added":
      return withReactions(message, added(removed(reactions, event), event));
    case "reaction_removed":
      return withReactions(message, removed(reactions, event));
    default:
      return message;
  }
}

function tombstone({ id, roomId, seq, author, at, replyTo, thread }: Message, deletedAt: number): Message {
  return given({ id, roomId, seq, author, text: "", at, deletedAt, replyTo, thread });
}

function withReactions({ reactions: _old, ...message }: Message, reactions: Reactions): Message {
  return reactions.length === 0 ? message : { ...message, reactions };
}

interface Reacted {
  readonly emoji: string;
  readonly userId: string;
}

/** An emoji that nobody holds any more is not listed. */
function removed(reactions: Reactions, { emoji, userId }: Reacted): Reactions {
  return reactions
    .map((one) => (one.emoji === emoji ? { emoji, userIds: one.userIds.filter((id) => id !== userId) } : one))
    .filter(({ userIds }) => userIds.length > 0);
}

function added(reactions: Reactions, { emoji, userId }: Reacted): Reactions {
  if (!reactions.some((one) => one.emoji === emoji)) return [...reactions, { emoji, userIds: [userId] }];
  return reactions.map((one) => (one.emoji === emoji ? { emoji, userIds: [...one.userIds, userId] } : one));
}
