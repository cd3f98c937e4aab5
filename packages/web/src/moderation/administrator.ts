/** Whether the user is one of the server's administrators: nothing says so but that the server answers what is for them only. */
import type { Chat } from "@parlance/client";
import { useChat, useConnection, useMe } from "@parlance/client/react";
import { useEffect, useSyncExternalStore } from "react";
import { reasonOf } from "../text/errors.ts";

class Administrator {
  readonly #chat: Chat;
  readonly #listeners = new Set<() => void>();
  #isOne: boolean | undefined;
  #isAsking = false;

  constructor(chat: Chat) {
    this.#chat = chat;
  }

  readonly get = (): boolean => this.#isOne === true;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Once; the answer is remembered as long as the chat lives. Only a refusal is one: a lost connection says nothing. */
  async ask(): Promise<void> {
    if (this.#isOne !== undefined || this.#isAsking) return;
    this.#isAsking = true;
    try {
      // Past the last ban: the answer is empty, and all it says is that it was given.
      await this.#chat.call.server.bans({ after: Number.MAX_SAFE_INTEGER });
      this.#isOne = true;
    } catch (error) {
      if (reasonOf(error) === "forbidden") this.#isOne = false;
    }
    this.#isAsking = false;
    for (const listener of this.#listeners) listener();
  }
}

const ofChats = new WeakMap<Chat, Administrator>();

function administratorOf(chat: Chat): Administrator {
  const known = ofChats.get(chat) ?? new Administrator(chat);
  ofChats.set(chat, known);
  return known;
}

/** False until it is known. Asked when somebody wants to know, and of accounts only: guests cannot be. */
export function useIsAdministrator({ isWanted = true }: { readonly isWanted?: boolean } = {}): boolean {
  const chat = useChat();
  const isAccount = useMe()?.kind === "account";
  const isOnline = useConnection().state === "online";
  const administrator = administratorOf(chat);
  useEffect(() => {
    if (isWanted && isAccount && isOnline) void administrator.ask();
  }, [isWanted, isAccount, isOnline, administrator]);
  return useSyncExternalStore(administrator.subscribe, administrator.get);
}
