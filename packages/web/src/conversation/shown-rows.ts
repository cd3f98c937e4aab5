import { useLayoutEffect, useState } from "react";
import type { HistoryRow } from "./history-rows.ts";
import { nextStep } from "./history-steps.ts";

export interface ShownRows {
  readonly rows: readonly HistoryRow[];
  readonly isShift: boolean;
  /** Another one when the list has begun anew. */
  readonly generation: number;
  readonly isSettled: boolean;
}

/** The rows to draw now: those that are wanted, or a step on the way there, of which the next is drawn before anything is painted. */
export function useShownRows(wanted: readonly HistoryRow[]): ShownRows {
  const [shown, setShown] = useState({ rows: wanted, wanted, isShift: false, generation: 0 });
  const isSettled = shown.rows === wanted;
  const take = (): void => {
    const { rows, isShift, isAnew } = nextStep(shown.rows, wanted);
    setShown({ rows, wanted, isShift, generation: shown.generation + (isAnew ? 1 : 0) });
  };
  // While rendering, so that no frame shows the rows of before.
  if (shown.wanted !== wanted) take();
  useLayoutEffect(() => {
    if (!isSettled && shown.wanted === wanted) take();
  });
  return { ...shown, isSettled };
}
