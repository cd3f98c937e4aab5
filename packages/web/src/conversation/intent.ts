/** What the person is about to do in a conversation: the composer acts on what was chosen at a message. */
import type { SentMessage } from "@parlance/client";
import { createContext, useContext, useMemo, useState } from "react";

export type Intent =
  | { readonly kind: "say" }
  | { readonly kind: "reply"; readonly to: SentMessage }
  | { readonly kind: "edit"; readonly message: SentMessage };

export interface UsedIntent {
  readonly intent: Intent;
  readonly become: (intent: Intent) => void;
}

const nothing: UsedIntent = { intent: { kind: "say" }, become: () => undefined };

/** Around one conversation: the room's, or a thread's. */
export const IntentContext = createContext<UsedIntent>(nothing);

export function useNewIntent(): UsedIntent {
  const [intent, become] = useState<Intent>({ kind: "say" });
  return useMemo(() => ({ intent, become }), [intent]);
}

export const useIntent = (): UsedIntent => useContext(IntentContext);
