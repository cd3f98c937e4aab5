/** The arrow keys go from message to message, Home and End to the first and the last. */
import { type KeyboardEvent, type RefObject, useCallback, useLayoutEffect, useState } from "react";
import type { HistoryRow } from "./history-rows.ts";
import type { HistoryView } from "./history-view.ts";

export interface RowFocus {
  /** The row that has the focus, which stays in the page wherever one scrolls. */
  readonly at: number;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  readonly onFocus: (event: { readonly target: EventTarget }) => void;
}

const keyOf = (target: EventTarget): string | undefined =>
  target instanceof Element ? target.closest<HTMLElement>("[data-key]")?.dataset["key"] : undefined;

export function useRowFocus(
  scroller: RefObject<HTMLElement | null>,
  rows: readonly HistoryRow[],
  { view, reveal }: { readonly view: HistoryView; readonly reveal: (at: number) => void },
): RowFocus {
  const [focus, setFocus] = useState<{ readonly key: string; readonly isWanted: boolean }>();
  const at = focus === undefined ? -1 : rows.findIndex(({ key }) => key === focus.key);
  // The row is in the page by now: it is kept there.
  useLayoutEffect(() => {
    if (focus?.isWanted !== true) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(focus.key)}"]`);
    if (row == null) return;
    row.focus({ preventScroll: true });
    setFocus({ key: focus.key, isWanted: false });
  });
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const { target, currentTarget, key, altKey, ctrlKey, metaKey } = event;
    const isOnRow = target instanceof HTMLElement && target.matches("article[data-key]");
    if (altKey || ctrlKey || metaKey || (target !== currentTarget && !isOnRow)) return;
    const from = isOnRow ? at : view.lastInSight() + 1;
    const to = { ArrowUp: from - 1, ArrowDown: from + 1, Home: 0, End: rows.length - 1 }[key];
    if (to === undefined) return;
    event.preventDefault();
    const row = rows[Math.max(0, Math.min(rows.length - 1, to))];
    if (row === undefined) return;
    setFocus({ key: row.key, isWanted: true });
    reveal(rows.indexOf(row));
  };
  const onFocus = useCallback(({ target }: { readonly target: EventTarget }) => {
    const key = keyOf(target);
    setFocus((before) => (before?.key === key ? before : key === undefined ? undefined : { key, isWanted: false }));
  }, []);
  return { at, onKeyDown, onFocus };
}
