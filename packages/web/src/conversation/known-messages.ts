/** Messages that others speak of (what a reply answers, what began a thread): those at hand, and else asked for, once each. */
import type { Chat, Message } from "@parlance/client";
import { useChat } from "@parlance/client/react";
import { useCallback, useSyncExternalStore } from "react";

/** Asked for at a time; the rest waits. */
const atOnce = 4;
const kept = 1_000;

class KnownMessages {
  readonly #chat: Chat;
  /** `null`: there is none that one may read. */
  readonly #known = new Map<number, Message | null>();
  readonly #wanted = new Set<number>();
  readonly #listeners = new Set<() => void>();
  #asking = 0;

  constructor(chat: Chat) {
    this.#chat = chat;
    chat.on("edited", ({ message }) => this.#change(message.id, (old) => ({ ...old, ...message })));
    chat.on("deleted", ({ messageId, at }) => this.#change(messageId, (old) => ({ ...old, text: "", deletedAt: at })));
    chat.connection.subscribe(({ state }) => {
      if (state === "online") this.#askMore();
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Undefined until it is known. */
  get(roomId: string, messageId: number): Message | null | undefined {
    const found = this.#known.get(messageId);
    if (found !== undefined || this.#wanted.has(messageId)) return found;
    const here = this.#chat
      .room(roomId)
      .get()
      .messages.find(({ id }) => id === messageId);
    if (here?.state === "sent") {
      this.#keep(messageId, here);
      return here;
    }
    this.#wanted.add(messageId);
    queueMicrotask(() => this.#askMore());
    return undefined;
  }

  #askMore(): void {
    const isOnline = this.#chat.connection.get().state === "online";
    for (const id of this.#wanted) {
      if (!isOnline || this.#asking >= atOnce) return;
      this.#wanted.delete(id);
      this.#asking += 1;
      void this.#ask(id);
    }
  }

  async #ask(messageId: number): Promise<void> {
    try {
      this.#keep(messageId, (await this.#chat.call.messages.get({ messageId })).message);
    } catch {
      // Not there, or not to be read; or the connection went, and then it is asked for when it is drawn again.
      if (this.#chat.connection.get().state === "online") this.#keep(messageId, null);
    }
    this.#asking -= 1;
    this.#tell();
    this.#askMore();
  }

  #keep(messageId: number, message: Message | null): void {
    this.#known.set(messageId, message);
    const [oldest] = this.#known.keys();
    if (this.#known.size > kept && oldest !== undefined) this.#known.delete(oldest);
  }

  #change(messageId: number, change: (old: Message) => Message): void {
    const old = this.#known.get(messageId);
    if (!old) return;
    this.#known.set(messageId, change(old));
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

const ofChats = new WeakMap<Chat, KnownMessages>();

function knownOf(chat: Chat): KnownMessages {
  const known = ofChats.get(chat) ?? new KnownMessages(chat);
  ofChats.set(chat, known);
  return known;
}

/** A message by its id: undefined until it is known, null where there is none that one may read. */
export function useKnownMessage(roomId: string, messageId: number): Message | null | undefined {
  const known = knownOf(useChat());
  return useSyncExternalStore(
    known.subscribe,
    useCallback(() => known.get(roomId, messageId), [known, roomId, messageId]),
  );
}
