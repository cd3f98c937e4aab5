import { useEffect } from "react";
import type { ChatEvents } from "../events.ts";
import { useLatest } from "./latest.ts";
import { useChat } from "./provider.ts";

/**
 * Calls `listener` with what `chat.on(name)` tells while the component is there: `useChatEvent("mention", ({ text }) => …)`. The listener may
 * change with each render, without an event lost or told twice.
 */
export function useChatEvent<Name extends keyof ChatEvents>(name: Name, listener: (event: ChatEvents[Name]) => void): void {
  const chat = useChat();
  const latest = useLatest(listener);
  useEffect(() => chat.on(name, (event) => latest.current(event)), [chat, name, latest]);
}
