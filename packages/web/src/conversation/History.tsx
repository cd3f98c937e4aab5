import { Children, type ComponentProps, useLayoutEffect, useRef } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { text } from "../text/text.ts";
import styles from "./History.module.css";
import { HistoryEnd, HistoryStart } from "./HistoryEnds.tsx";
import type { HistoryRow } from "./history-rows.ts";
import { type HistoryView, startHeightPx } from "./history-view.ts";
import { MessageRow } from "./MessageRow.tsx";
import { useRowFocus } from "./row-focus.ts";
import { useShownRows } from "./shown-rows.ts";

interface HistoryProps {
  readonly label: string;
  readonly rows: readonly HistoryRow[];
  readonly view: HistoryView;
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  /** What stands before the first message of all. */
  readonly beginning: string;
  /** The message that was gone to. */
  readonly markedId: number | undefined;
  /** What could not be loaded, and is not asked for again by itself. */
  readonly failed: "older" | "newer" | undefined;
  readonly onRetry: () => void;
}

/** Drawn beyond what is seen, so that nothing is blank however fast one scrolls. */
const drawnBeyondPx = 900;

/** The messages that are loaded, of which those in sight are in the page. */
export function History({ label, rows: wanted, view, hasOlder, hasNewer, beginning, markedId, failed, onRetry }: HistoryProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const { rows, isShift, generation, isSettled } = useShownRows(wanted);
  const reveal = (at: number): void => {
    if (at === rows.length - 1 && !hasNewer) view.go({ kind: "end" });
    else list.current?.scrollToIndex(at, { align: "nearest" });
  };
  const focus = useRowFocus(scroller, rows, { view, reveal });
  useLayoutEffect(() => {
    view.setElement(scroller.current);
    view.setList(list.current);
    view.draw({ rows, hasOlder, hasNewer, isSettled });
  }, [view, rows, hasOlder, hasNewer, isSettled]);
  return (
    <section
      ref={scroller}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
      tabIndex={0}
      onScroll={view.scrolled}
      onKeyDown={focus.onKeyDown}
      onFocus={focus.onFocus}
      className={styles["scroller"]}
    >
      <HistoryStart hasOlder={hasOlder} beginning={beginning} hasFailed={failed === "older"} onRetry={onRetry} />
      <Virtualizer
        key={generation}
        ref={list}
        as={Feed}
        data={rows}
        shift={isShift}
        startMargin={startHeightPx}
        bufferSize={drawnBeyondPx}
        onResize={view.resized}
        {...(focus.at !== -1 && { keepMounted: [focus.at] })}
      >
        {({ key, message, ...row }) => (
          <MessageRow key={key} message={message} isMarked={message.id !== undefined && message.id === markedId} {...row} />
        )}
      </Virtualizer>
      <HistoryEnd hasNewer={hasNewer} hasFailed={failed === "newer"} onRetry={onRetry} />
    </section>
  );
}

/** All that is in it are messages; what stands at its ends is not. */
function Feed(props: ComponentProps<"div">) {
  // Before it was measured nothing is in it, which a feed may only be while it is busy.
  const isBusy = Children.count(props.children) === 0;
  return <div role="feed" aria-busy={isBusy} aria-label={text.conversation.messages} {...props} />;
}
