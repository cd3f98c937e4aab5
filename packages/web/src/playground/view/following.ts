/** What a list of frames does by itself: it stays at its end, holds still, and shows a message that is looked at. */
import { type RefObject, useEffect, useLayoutEffect, useState } from "react";
import type { VListHandle } from "virtua";
import type { Entry } from "../column/entries.ts";
import { useObserved, usePlayground } from "./context.ts";

interface End {
  readonly list: RefObject<VListHandle | null>;
  /** Around the list: when it gets lower, the end is to be found again. */
  readonly holder: RefObject<HTMLElement | null>;
  readonly isFollowed: boolean;
}

export function useEnd(shown: readonly Entry[], { list, holder, isFollowed }: End): void {
  const last = shown.length - 1;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each new list
  useLayoutEffect(() => {
    if (isFollowed && last >= 0) list.current?.scrollToIndex(last, { align: "end" });
  }, [shown, isFollowed]);
  useEffect(() => {
    if (holder.current === null || !isFollowed) return;
    const observer = new ResizeObserver(() => list.current?.scrollToIndex(last, { align: "end" }));
    observer.observe(holder.current);
    return () => observer.disconnect();
  }, [last, isFollowed, list, holder]);
}

/** What was listed when holding began, until it ends. */
export function useHeld<T>(value: T, isHeld: boolean): T {
  const [kept, setKept] = useState(value);
  if (!isHeld && kept !== value) setKept(value);
  return isHeld ? kept : value;
}

/** A message that is looked at is brought into view in every column. */
export function useShownMark(list: RefObject<VListHandle | null>, shown: readonly Entry[]): void {
  const looked = useObserved(usePlayground().looked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once when it is chosen, not with every frame that comes
  useEffect(() => {
    if (looked === null) return;
    const at = shown.findIndex((entry) => entry.kind === "frame" && entry.mark === looked && entry.direction === "received");
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (at >= 0) list.current?.scrollToIndex(at, { align: "center", smooth: !isCalm });
  }, [looked]);
}

/** Where an arrow key leads from the entry that has the focus; null for other keys, and elsewhere. */
export function stepFrom({ key, target }: { readonly key: string; readonly target: EventTarget }, count: number): number | null {
  const step = key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0;
  const article = target instanceof Element ? target.closest("article") : null;
  if (step === 0 || article === null) return null;
  return Math.min(Math.max(Number(article.dataset["index"]) + step, 0), count - 1);
}
