/** What is done at a message's tools; what does not work is said. */
import type { SentMessage } from "@parlance/client";
import { useChat } from "@parlance/client/react";
import { useMemo } from "react";
import { places } from "../app/places.ts";
import { say } from "../design/Toasts.tsx";
import { text } from "../text/text.ts";

export interface MessageDeeds {
  readonly react: (emoji: string, isOn: boolean) => void;
  readonly pin: (isPinned: boolean) => void;
  readonly copyText: () => void;
  readonly copyLink: () => void;
}

const failed = (error: unknown): void => say(text.errors(error), { isError: true });

export function useMessageDeeds({ roomId, id, text: words }: SentMessage): MessageDeeds {
  const room = useChat().room(roomId);
  return useMemo(() => {
    const copy = (what: string, done: string): void => {
      navigator.clipboard.writeText(what).then(
        () => say(done),
        () => say(text.common.somethingFailed, { isError: true }),
      );
    };
    return {
      react: (emoji, isOn) => void room.react(id, emoji, isOn).catch(failed),
      pin: (isPinned) => void room.pin(id, isPinned).catch(failed),
      copyText: () => copy(words, text.conversation.textCopied),
      copyLink: () => copy(new URL(places.message(roomId, id), location.href).href, text.conversation.linkCopied),
    };
  }, [room, roomId, id, words]);
}
