import type { Message } from "@parlance/client";
import { useChatEvent, useMe } from "@parlance/client/react";
import { useEffect, useRef, useState } from "react";
import { ForReaders } from "../design/ForReaders.tsx";
import { useBlocked } from "../people/blocked.ts";
import { text } from "../text/text.ts";
import { messageLine } from "./message-words.ts";

/** What comes within this time is said in one go. */
const batchMs = 1_000;
/** More than these are counted, not read out. */
const readOutAtMost = 3;

/** Says to screen readers what others say in the room that is open. */
export function Announcements({ roomId }: { readonly roomId: string }) {
  const myId = useMe()?.id;
  const blocked = useBlocked();
  const batch = useRef<Message[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [said, say] = useState("");
  useChatEvent("message", (message) => {
    if (message.roomId !== roomId || message.author.id === myId || blocked.has(message.author.id)) return;
    batch.current.push(message);
    timer.current ??= setTimeout(() => {
      say(wordsOf(batch.current));
      batch.current = [];
      timer.current = undefined;
    }, batchMs);
  });
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return (
    <div role="log" aria-live="polite" aria-label={text.conversation.newMessages}>
      <ForReaders>{said}</ForReaders>
    </div>
  );
}

function wordsOf(messages: readonly Message[]): string {
  if (messages.length > readOutAtMost) return text.conversation.saidMany(messages.length);
  return messages.map((message) => text.conversation.said(message.author.name, messageLine(message))).join("\n");
}
