/** Asks for a list page by page, and again when there is a connection again. */
import { useConnection } from "@parlance/client/react";
import { useCallback, useEffect, useRef, useState } from "react";
import { noPages, type Page, type Pages, withPage } from "./pages.ts";

interface Asked<Item, Next> {
  /** Another function is another list. Undefined: there is nothing to ask for. */
  readonly ask: ((next: Next | undefined) => Promise<Page<Item, Next>>) | undefined;
  readonly keyOf: (item: Item) => string | number;
  /** It is as it was when it was asked for: after an absence it is not asked for again, and it stays until another list is here. */
  readonly isFixed?: boolean;
}

export interface UsedPages<Item, Next> extends Pages<Item, Next> {
  readonly loadMore: () => void;
  /** From the beginning; what is shown stays until the answer. */
  readonly reload: () => void;
  readonly change: (items: (items: readonly Item[]) => readonly Item[]) => void;
}

export function usePages<Item, Next = number>({ ask, keyOf, isFixed = false }: Asked<Item, Next>): UsedPages<Item, Next> {
  const [pages, setPages] = useState<Pages<Item, Next>>(noPages);
  const isOnline = useConnection().state === "online";
  /** Answers to earlier questions are of no interest. */
  const turn = useRef(0);
  /** The list whose first page is here. */
  const hereOf = useRef<unknown>(undefined);
  const key = useRef(keyOf);
  key.current = keyOf;

  const load = useCallback(
    async (next: Next | undefined): Promise<void> => {
      if (ask === undefined) return;
      turn.current += 1;
      const mine = turn.current;
      setPages((before) => ({ ...before, state: "loading" }));
      try {
        const page = await ask(next);
        if (mine !== turn.current) return;
        hereOf.current = ask;
        setPages((before) => withPage(before, page, { isFirst: next === undefined, keyOf: key.current }));
      } catch (error) {
        if (mine === turn.current) setPages((before) => ({ ...before, state: "failed", error }));
      }
    },
    [ask],
  );

  useEffect(() => {
    const isHere = ask !== undefined && hereOf.current === ask;
    if (ask === undefined || (!isHere && !isFixed)) setPages(noPages());
    if (isHere && isFixed) setPages((before) => ({ ...before, state: "here" }));
    else if (isOnline) void load(undefined);
    return () => {
      turn.current += 1;
    };
  }, [isOnline, load, ask, isFixed]);

  const { next, state } = pages;
  return {
    ...pages,
    loadMore: useCallback(() => {
      if (next !== undefined && state !== "loading") void load(next);
    }, [load, next, state]),
    reload: useCallback(() => void load(undefined), [load]),
    change: useCallback((items) => setPages((before) => ({ ...before, items: items(before.items) })), []),
  };
}
