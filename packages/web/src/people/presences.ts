import type { Chat } from "@parlance/client";
import { useChat } from "@parlance/client/react";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { Status } from "./presence-words.ts";

export type Statuses = (userId: string) => Status | undefined;

/** Who scrolls is not asked about at each row: the server counts how often one says whom to watch. */
const pauseMs = 300;

/** How some people are, all of them asked about in one go. Renders when one of them changes. */
export function usePresences(userIds: readonly string[]): Statuses {
  const chat = useChat();
  const settled = useSettled(userIds.join("\n"));
  const watching = useMemo(() => new WatchedPeople(chat, settled === "" ? [] : settled.split("\n")), [chat, settled]);
  const version = useSyncExternalStore(watching.subscribe, watching.get);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version is another answer
  return useMemo(() => (userId) => chat.presence(userId).get(), [chat, version]);
}

class WatchedPeople {
  readonly #chat: Chat;
  readonly #userIds: readonly string[];
  #version = {};

  constructor(chat: Chat, userIds: readonly string[]) {
    this.#chat = chat;
    this.#userIds = userIds;
  }

  readonly get = (): object => this.#version;

  readonly subscribe = (changed: () => void): (() => void) => {
    const heard = (): void => {
      this.#version = {};
      changed();
    };
    const stops = this.#userIds.map((userId) => this.#chat.presence(userId).subscribe(heard));
    // Of those who are watched elsewhere in the page it is known already.
    heard();
    return () => {
      for (const stop of stops) stop();
    };
  };
}

/** The value when it has been the same for a moment; the first one at once. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    // Nothing was there to be replaced: there is no reason to wait.
    const timer = setTimeout(() => setSettled(value), settled === "" ? 0 : pauseMs);
    return () => clearTimeout(timer);
  }, [value, settled]);
  return settled;
}
