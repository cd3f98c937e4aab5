/** Who people are: asked for in one go for all that are drawn at a time, and remembered. */
import type { Chat } from "@parlance/client";
import { useChat } from "@parlance/client/react";
import { useSyncExternalStore } from "react";

export type Profile = Awaited<ReturnType<Chat["call"]["users"]["get"]>>["users"][number];

/** Profiles asked for in one call. */
const atOnce = 100;

class Profiles {
  readonly #chat: Chat;
  readonly #known = new Map<string, Profile>();
  readonly #asked = new Set<string>();
  readonly #wanted = new Set<string>();
  readonly #listeners = new Set<() => void>();
  /** The name that somebody shows in the place of the account's. Another function when something is known anew. */
  shownName = (userId: string): string | undefined => this.get(userId)?.displayName;

  constructor(chat: Chat) {
    this.#chat = chat;
    // What was not answered is asked again when there is a connection; and who was away may have another picture by now.
    chat.connection.subscribe(({ state }) => {
      if (state !== "online") return;
      for (const id of this.#asked) this.#wanted.add(id);
      this.#asked.clear();
      this.#askSoon();
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get(userId: string): Profile | undefined {
    if (!this.#asked.has(userId) && !this.#wanted.has(userId)) {
      this.#wanted.add(userId);
      this.#askSoon();
    }
    return this.#known.get(userId);
  }

  /** One's own is told by the server when it is another. */
  keep(profile: Profile): void {
    this.#known.set(profile.id, profile);
    this.#tell();
  }

  #askSoon(): void {
    if (this.#wanted.size > 0) queueMicrotask(() => this.#ask().catch(() => undefined));
  }

  async #ask(): Promise<void> {
    while (this.#wanted.size > 0 && this.#chat.connection.get().state === "online") {
      const userIds = [...this.#wanted].slice(0, atOnce);
      for (const id of userIds) {
        this.#wanted.delete(id);
        this.#asked.add(id);
      }
      const { users } = await this.#chat.call.users.get({ userIds });
      for (const user of users) this.#known.set(user.id, user);
      this.#tell();
    }
  }

  #tell(): void {
    this.shownName = (userId) => this.get(userId)?.displayName;
    for (const listener of this.#listeners) listener();
  }
}

const ofChats = new WeakMap<Chat, Profiles>();

export function profilesOf(chat: Chat): Profiles {
  const profiles = ofChats.get(chat) ?? new Profiles(chat);
  ofChats.set(chat, profiles);
  return profiles;
}

/** A user's profile, once it is known. Of users one may not know of, and of guests, there may be none. */
export function useProfile(userId: string): Profile | undefined {
  const profiles = profilesOf(useChat());
  return useSyncExternalStore(profiles.subscribe, () => profiles.get(userId));
}
