/** What an event makes of a message, as the SDK does it for the messages of a room: for lists that the SDK does not keep. */
import type { Message, RoomEvent } from "@parlance/client";

type Reactions = NonNullable<Message["reactions"]>;

/** The message that the event changes, posts aside. */
export function messageIdOf(event: RoomEvent): number | undefined {
  if ("messageId" in event) return event.messageId;
  return event.type === "edited" ? event.message.id : undefined;
}

/** Saying it twice comes to the same. */
export function changedMessage(message: Message, event: RoomEvent): Message {
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
      return withReactions(message, added(without(reactions, event), event));
    case "reaction_removed":
      return withReactions(message, without(reactions, event));
    default:
      return message;
  }
}

function tombstone({ id, roomId, seq, author, at, replyTo, thread }: Message, deletedAt: number): Message {
  const place = { ...(replyTo !== undefined && { replyTo }), ...(thread !== undefined && { thread }) };
  return { id, roomId, seq, author, text: "", at, deletedAt, ...place };
}

function withReactions({ reactions: _old, ...message }: Message, reactions: Reactions): Message {
  return reactions.length === 0 ? message : { ...message, reactions };
}

interface Reacted {
  readonly emoji: string;
  readonly userId: string;
}

/** An emoji that nobody holds any more is not listed. */
function without(reactions: Reactions, { emoji, userId }: Reacted): Reactions {
  return reactions
    .map((one) => (one.emoji === emoji ? { emoji, userIds: one.userIds.filter((id) => id !== userId) } : one))
    .filter(({ userIds }) => userIds.length > 0);
}

function added(reactions: Reactions, { emoji, userId }: Reacted): Reactions {
  if (!reactions.some((one) => one.emoji === emoji)) return [...reactions, { emoji, userIds: [userId] }];
  return reactions.map((one) => (one.emoji === emoji ? { emoji, userIds: [...one.userIds, userId] } : one));
}
