import assert from "node:assert/strict";
import { createElement as h, type ReactNode } from "react";
import { Screen } from "../../../zo/src/testing/screen.ts";
import type { Chat } from "../chat.ts";
import { ChatProvider } from "../react.ts";
import { party } from "./party.ts";

export const within = (chat: Chat, component: () => ReactNode) => () => h(ChatProvider, { value: chat }, h(component));

/** Ann and Ben, and pages of Ann's. Begins with both online. */
export async function scene(...options: Parameters<typeof party>) {
  const all = party(...options);
  await all.calm();
  /** Resolves when the page reads so. */
  const reads = async (screen: Screen, text: string): Promise<void> => {
    for (let round = 0; round < 500 && screen.text !== text; round++) await all.net.settle();
    assert.equal(screen.text, text);
  };
  return { ...all, reads, screen: (component: () => ReactNode) => new Screen(within(all.ann.chat, component)) };
}
