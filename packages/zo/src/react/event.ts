import { useEffect } from "react";
import { useLatest } from "./latest.ts";

/**
 * Calls `handler` with each message while the component is there: `useEvent(client.on.chat.onSaid, ({ text }) => …)`. The handler may
 * change with each render, without a message lost. `client.onOpen`, `onClose` and `onError` fit, too.
 */
export function useEvent<Payload>(
  on: (listener: (payload: Payload) => void) => () => void,
  handler: (payload: Payload) => void,
): void {
  const latest = useLatest(handler);
  useEffect(() => on((payload) => latest.current(payload)), [on, latest]);
}
