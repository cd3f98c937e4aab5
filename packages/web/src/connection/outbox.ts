/**
 * What waits to be sent, of all rooms. The SDK shows a room's unsent messages in the room, which would have to be looked at for that; what it
 * gives to its storage is the whole outbox, so this listens there.
 */
import type { Chat, Keep } from "@parlance/client";
import { useChat } from "@parlance/client/react";
import { useSyncExternalStore } from "react";
import { type Signal, signal } from "../app/signal.ts";

type Outbox = Parameters<Keep>[0]["chat"]["outbox"];
/** A message that was not sent yet; `failed` is why the server refused it. */
export type Unsent = Outbox["drafts"][number];

const none: readonly Unsent[] = [];
const outboxes = new WeakMap<Chat, Signal<readonly Unsent[]>>();

/** The same storage, and of whose chat it is told. */
export function tellsOutbox(keep: Keep): { readonly keep: Keep; readonly belongsTo: (chat: Chat) => void } {
  const unsent = signal(none);
  return {
    belongsTo: (chat) => void outboxes.set(chat, unsent),
    keep: (kept) => {
      const keeper = keep(kept);
      const look = (): void => {
        const { drafts } = kept.chat.outbox;
        unsent.set(drafts.length === 0 ? none : drafts);
      };
      return {
        restore: async (userId) => {
          const me = await keeper.restore(userId);
          look();
          return me;
        },
        storeOutbox: () => {
          look();
          return keeper.storeOutbox();
        },
        isFor: (me) => keeper.isFor(me),
        later: (room) => keeper.later(room),
        flush: () => keeper.flush(),
        clear: () => keeper.clear(),
      };
    },
  };
}

/** What a chat has not sent. */
export const unsentOf = (chat: Chat): Signal<readonly Unsent[]> | undefined => outboxes.get(chat);

const nothing = signal(none);

export function useUnsent(): readonly Unsent[] {
  const { subscribe, get } = unsentOf(useChat()) ?? nothing;
  return useSyncExternalStore(subscribe, get);
}
