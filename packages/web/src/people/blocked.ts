import type { Chat, Person } from "@parlance/client";
import { useChat } from "@parlance/client/react";
import { useSyncExternalStore } from "react";
import { say } from "../design/Toasts.tsx";
import { text } from "../text/text.ts";

/** Whom the person has blocked, by id. */
export function useBlocked(): ReadonlySet<string> {
  const { blocked } = useChat();
  return useSyncExternalStore(blocked.subscribe, blocked.get);
}

/** Blocks somebody, or blocks them no more, and says so. */
export async function setBlocked(chat: Chat, { id: userId, name }: Person, isBlocked: boolean): Promise<void> {
  try {
    await (isBlocked ? chat.call.blocks.add({ userId }) : chat.call.blocks.remove({ userId }));
    say(isBlocked ? text.people.blocked(name) : text.people.unblocked(name));
  } catch (error) {
    say(text.errors(error), { isError: true });
  }
}
