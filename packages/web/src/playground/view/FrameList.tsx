import { ArrowDownToLine } from "lucide-react";
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { VList, type VListHandle } from "virtua";
import { Button } from "../../design/Button.tsx";
import { playground as text } from "../../text/playground.ts";
import type { Column } from "../column/column.ts";
import { type Entry, type Filter, isShown } from "../column/entries.ts";
import { useObserved, usePlayground } from "./context.ts";
import { EntryView } from "./EntryView.tsx";
import styles from "./FrameList.module.css";

interface FrameListProps {
  readonly column: Column;
  readonly filter: Filter;
  readonly isPaused: boolean;
}

/** A person's own scrolling follows within this time on what they did. */
const ownScrollMs = 600;
const nearEndPixels = 40;

/** The frames, the newest at the bottom. It stays there, unless somebody scrolls up: then, as when it is paused, nothing moves. */
export function FrameList({ column, filter, isPaused }: FrameListProps) {
  const listed = useObserved(column.journal.listed);
  const list = useRef<VListHandle>(null);
  const [isScrolledUp, setScrolledUp] = useState(false);
  const { entries, dropped } = useHeld(listed, isPaused || isScrolledUp);
  const shown = useMemo(() => entries.filter((entry) => isShown(entry, filter)), [entries, filter]);
  const [current, setCurrent] = useState<number | null>(null);
  const touched = useRef(0);
  const touch = (): void => {
    touched.current = Date.now();
  };
  const toEnd = (): void => {
    setScrolledUp(false);
    setCurrent(null);
  };

  useLayoutEffect(() => {
    if (!isScrolledUp && !isPaused && shown.length > 0) list.current?.scrollToIndex(shown.length - 1, { align: "end" });
  }, [shown, isScrolledUp, isPaused]);
  useShownMark(list, shown);
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (holder.current === null || isScrolledUp || isPaused) return;
    const observer = new ResizeObserver(() => list.current?.scrollToIndex(shown.length - 1, { align: "end" }));
    observer.observe(holder.current);
    return () => observer.disconnect();
  }, [shown.length, isScrolledUp, isPaused]);

  const onScroll = (offset: number): void => {
    const it = list.current;
    if (it === null || Date.now() - touched.current > ownScrollMs) return;
    setScrolledUp(offset + it.viewportSize < it.scrollSize - nearEndPixels);
  };
  const walk = (event: KeyboardEvent<HTMLDivElement>): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0 || !(event.target instanceof Element) || event.target.closest("article") === null) return;
    event.preventDefault();
    touch();
    const next = Math.min(Math.max((current ?? shown.length - 1) + step, 0), shown.length - 1);
    setCurrent(next);
    list.current?.scrollToIndex(next, { align: "nearest" });
    const inside = event.currentTarget;
    requestAnimationFrame(() =>
      inside.querySelector<HTMLElement>(`article[data-index="${next}"]`)?.focus({ preventScroll: true }),
    );
  };
  const stop = Math.min(current ?? shown.length - 1, shown.length - 1);
  const unseen = listed.entries.filter(({ key }) => key > (entries.at(-1)?.key ?? 0)).length;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys walk through the feed inside of it
    <div ref={holder} className={styles["holder"]} onWheel={touch} onTouchMove={touch} onPointerDown={touch} onKeyDown={walk}>
      {dropped > 0 && <p className={styles["dropped"]}>{text.dropped(dropped)}</p>}
      {shown.length === 0 ? (
        <p className={styles["none"]}>{text.none}</p>
      ) : (
        <VList
          ref={list}
          data={shown}
          role="feed"
          aria-label={text.frames(column.protocol.name)}
          keepMounted={[stop]}
          onScroll={onScroll}
          className={styles["list"]}
        >
          {(entry, index) => (
            <EntryView
              key={entry.key}
              entry={entry}
              column={column}
              index={index}
              count={shown.length}
              isCurrent={index === stop}
            />
          )}
        </VList>
      )}
      {isScrolledUp && (
        <div className={styles["end"]}>
          <Button size="small" icon={<ArrowDownToLine size={15} />} onClick={toEnd}>
            {text.toEnd(unseen)}
          </Button>
        </div>
      )}
    </div>
  );
}

/** What was listed when holding began, until it ends. */
function useHeld<T>(value: T, isHeld: boolean): T {
  const [kept, setKept] = useState(value);
  if (!isHeld && kept !== value) setKept(value);
  return isHeld ? kept : value;
}

/** A message that is looked at is brought into view in every column. */
function useShownMark(list: { readonly current: VListHandle | null }, shown: readonly Entry[]): void {
  const looked = useObserved(usePlayground().looked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once when it is chosen, not with every frame that comes
  useEffect(() => {
    if (looked === null) return;
    const at = shown.findIndex((entry) => entry.kind === "frame" && entry.mark === looked && entry.direction === "received");
    if (at >= 0)
      list.current?.scrollToIndex(at, { align: "center", smooth: !matchMedia("(prefers-reduced-motion: reduce)").matches });
  }, [looked]);
}
