import { ArrowDownToLine } from "lucide-react";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { VList, type VListHandle } from "virtua";
import { Button } from "../../design/Button.tsx";
import { playground as text } from "../../text/playground.ts";
import type { Column } from "../column/column.ts";
import { type Filter, isShown } from "../column/entries.ts";
import { useObserved } from "./context.ts";
import { EntryView } from "./EntryView.tsx";
import styles from "./FrameList.module.css";
import { stepFrom, useEnd, useHeld, useShownMark } from "./following.ts";

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

  const holder = useRef<HTMLDivElement>(null);
  useEnd(shown, { list, holder, isFollowed: !isScrolledUp && !isPaused });
  useShownMark(list, shown);

  const onScroll = (offset: number): void => {
    const it = list.current;
    if (it === null || Date.now() - touched.current > ownScrollMs) return;
    setScrolledUp(offset + it.viewportSize < it.scrollSize - nearEndPixels);
  };
  const walk = (event: KeyboardEvent<HTMLDivElement>): void => {
    const next = stepFrom(event, shown.length);
    if (next === null) return;
    event.preventDefault();
    // It must be there before it can have the focus; and nothing should move it away.
    flushSync(() => {
      setCurrent(next);
      setScrolledUp(next < shown.length - 1);
    });
    event.currentTarget.querySelector<HTMLElement>(`article[data-index="${next}"]`)?.focus({ preventScroll: true });
    list.current?.scrollToIndex(next, { align: "nearest" });
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
