import type { Message } from "@parlance/client";
import { changedMessage, messageIdOf } from "@parlance/client/change";
import { useChat, useChatEvent } from "@parlance/client/react";
import { useCallback } from "react";
import { type UsedPages, usePages } from "./use-pages.ts";

/** Large ones that did not fit into the answer, asked for at a time. */
const atOnce = 10;

const keyOf = ({ id }: Message): number => id;

/** What is pinned in a room, the latest pin first. `Next` are those that did not fit. */
export function usePins(roomId: string): UsedPages<Message, readonly number[]> {
  const chat = useChat();
  const ask = useCallback(
    async (rest: readonly number[] | undefined) => {
      if (rest === undefined) {
        const page = await chat.call.messages.pins({ roomId });
        return { items: page.messages, next: page.rest.length === 0 ? undefined : page.rest };
      }
      const answers = await Promise.allSettled(rest.slice(0, atOnce).map((messageId) => chat.call.messages.get({ messageId })));
      const items = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value.message] : []));
      const later = rest.slice(atOnce);
      return { items: items.filter(({ pinnedAt }) => pinnedAt !== undefined), next: later.length === 0 ? undefined : later };
    },
    [chat, roomId],
  );
  const pages = usePages<Message, readonly number[]>({ ask, keyOf });
  const { change, reload } = pages;
  useChatEvent("event", (event) => {
    if (event.roomId !== roomId || event.type === "gone") return;
    // What was pinned may not be here: the list says it whole.
    if (event.type === "reset" || event.type === "pinned") return reload();
    const id = messageIdOf(event);
    if (id === undefined) return;
    const isOver = event.type === "unpinned" || event.type === "deleted";
    change((items) =>
      isOver
        ? items.filter((item) => item.id !== id)
        : items.map((item) => (item.id === id ? changedMessage(item, event) : item)),
    );
  });
  return pages;
}
