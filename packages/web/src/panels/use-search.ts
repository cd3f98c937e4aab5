import type { Chat, Message } from "@parlance/client";
import { useChat } from "@parlance/client/react";
import { useCallback, useEffect, useMemo, useState } from "react";
import { emptyQuery, findInput, type SearchQuery, withRecent } from "./search-query.ts";
import { type UsedPages, usePages } from "./use-pages.ts";

/** Time in which nothing more was typed, before it is asked. */
const pauseMs = 250;

/** In memory only: what one searches for is nobody's business later. */
interface Remembered {
  query: SearchQuery;
  recent: readonly string[];
}

const ofChats = new WeakMap<Chat, Remembered>();

export interface UsedSearch {
  readonly query: SearchQuery;
  readonly change: (change: Partial<SearchQuery>) => void;
  readonly recent: readonly string[];
  /** It led somewhere, or was meant as it is. */
  readonly remember: () => void;
  /** Undefined where there is nothing to look for. It may be a little behind what is typed. */
  readonly asked: string | undefined;
  readonly results: UsedPages<Found, number>;
}

export interface Found {
  readonly message: Message;
  /** What it was found by. */
  readonly words: string;
}

const keyOf = ({ message }: Found): number => message.id;

export function useSearch(roomId: string | undefined): UsedSearch {
  const chat = useChat();
  const [remembered, setRemembered] = useState<Remembered>(() => ofChats.get(chat) ?? { query: emptyQuery, recent: [] });
  useEffect(() => void ofChats.set(chat, remembered), [chat, remembered]);
  const { query, recent } = remembered;
  const settled = useSettled(query);
  const input = useMemo(() => findInput(settled, roomId), [settled, roomId]);
  const ask = useMemo(
    () =>
      input &&
      (async (before: number | undefined) => {
        const page = await chat.call.search.find({ ...input, ...(before !== undefined && { before }) });
        return { items: page.messages.map((message) => ({ message, words: input.text })), next: page.next };
      }),
    [chat, input],
  );
  return {
    query,
    recent,
    asked: input?.text,
    results: usePages<Found>({ ask, keyOf, isFixed: true }),
    change: useCallback((change) => setRemembered((before) => ({ ...before, query: { ...before.query, ...change } })), []),
    remember: useCallback(
      () => setRemembered((before) => ({ ...before, recent: withRecent(before.recent, before.query.text) })),
      [],
    ),
  };
}

/** What it has been for a moment; at once when it was emptied. */
function useSettled(query: SearchQuery): SearchQuery {
  const [settled, settle] = useState(query);
  useEffect(() => {
    const timer = setTimeout(() => settle(query), query.text === "" ? 0 : pauseMs);
    return () => clearTimeout(timer);
  }, [query]);
  return settled;
}
