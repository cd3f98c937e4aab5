import type { Chat } from "@parlance/client";
import { useChat, useChatEvent, useConnection, useMessages } from "@parlance/client/react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import {
  asking,
  emptyThread,
  restarted,
  type ShownThread,
  shownThread,
  type Thread,
  type ThreadPage,
  withEvent,
  withPage,
} from "./thread.ts";

/** Pages that are asked for by themselves, so that the newest reply is there at once; further ones as they come into sight. */
const pagesAtOnce = 5;

export interface UsedThread extends ShownThread {
  readonly state: "loading" | "here" | "failed";
  readonly error: unknown;
  readonly isBegun: boolean;
  readonly hasMore: boolean;
  readonly loadMore: () => void;
  readonly reload: () => void;
}

interface Loaded {
  readonly thread: Thread;
  readonly state: UsedThread["state"];
  readonly error: unknown;
  readonly isBegun: boolean;
}

async function pageOf(chat: Chat, messageId: number, after: number): Promise<ThreadPage> {
  const [{ messages, next }, first] = await Promise.all([
    chat.call.messages.thread({ messageId, after }),
    after === 0 ? chat.call.messages.get({ messageId }) : undefined,
  ]);
  return { messages, next, ...(first && { root: first.message }) };
}

/** The thread that a message begins, as it is and as it goes on. */
export function useThread(roomId: string, rootId: number): UsedThread {
  const chat = useChat();
  const { messages } = useMessages(roomId);
  const isOnline = useConnection().state === "online";
  const [loaded, setLoaded] = useState<Loaded>({
    thread: emptyThread(rootId),
    state: "loading",
    error: undefined,
    isBegun: false,
  });
  const turn = useRef(0);
  const change = useCallback(
    (to: (thread: Thread) => Thread) => setLoaded((before) => ({ ...before, thread: to(before.thread) })),
    [],
  );

  const load = useCallback(
    async (from: number): Promise<void> => {
      turn.current += 1;
      const mine = turn.current;
      setLoaded((before) => ({ ...before, state: "loading" }));
      try {
        let after: number | undefined = from;
        for (let pages = 0; pages < pagesAtOnce && after !== undefined; pages++) {
          change(asking);
          const isFirst = after === 0;
          const page: ThreadPage = await pageOf(chat, rootId, after);
          if (mine !== turn.current) return;
          const take = isFirst ? restarted : withPage;
          setLoaded(({ thread }) => ({ thread: take(thread, page), state: "here", error: undefined, isBegun: true }));
          after = page.next;
        }
      } catch (error) {
        if (mine === turn.current) setLoaded((before) => ({ ...before, state: "failed", error }));
      }
    },
    [chat, rootId, change],
  );

  const reload = useCallback(() => void load(0), [load]);
  useEffect(() => {
    // After an absence, too: not all that was missed need have been told.
    if (isOnline) reload();
    return () => {
      turn.current += 1;
    };
  }, [isOnline, reload]);
  useChatEvent("event", (event) => {
    if (event.roomId !== roomId) return;
    if (event.type === "reset") reload();
    else if (event.type !== "gone") change((thread) => withEvent(thread, event));
  });

  const { thread, ...rest } = loaded;
  const shown = useMemo(() => shownThread(thread, messages), [thread, messages]);
  const { next } = thread;
  const loadMore = useCallback(() => void (next !== undefined && load(next)), [load, next]);
  return { ...shown, ...rest, hasMore: next !== undefined, loadMore, reload };
}
