import { useEffect } from "react";
import { useLatest } from "./latest.ts";

/**
 * Calls `handler` with each message while the component is there: `useEvent(client.on.chat.onSaid, ({ text }) => …)`. The handler may
 * change with each render, without a message lost. `client.onOpen`, `onClose` and `onError` fit, too.
 */
export function useEvent<Heard extends readonly unknown[]>(
  on: (listener: (...heard: Heard) => void) => () => void,
  handler: (...heard: Heard) => void,
): void {
  const latest = useLatest(handler);
  useEffect(() => on((...heard) => latest.current(...heard)), [on, latest]);
}
