import type { SentMessage, ShownMessage } from "@parlance/client";

/** The last message that somebody said in a room, or in one thread of it, and may still change; of those that are here. */
export function lastOwn(
  messages: readonly ShownMessage[],
  { userId, thread }: { readonly userId: string; readonly thread: number | undefined },
): SentMessage | undefined {
  return messages.findLast(
    (message): message is SentMessage =>
      message.state === "sent" &&
      message.author.id === userId &&
      message.deletedAt === undefined &&
      (thread === undefined || message.thread === thread),
  );
}
