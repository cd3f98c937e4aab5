/** The tip that is shown: one on the page at a time. */
import type { Place } from "./beside.ts";

export interface ShownTip {
  readonly element: Element;
  readonly text: string;
  readonly side: Place["side"];
}

/** Pointed at for so long before a tip comes; when one was just there the next comes at once. */
const afterMs = 450;
const justMs = 400;
/** The pointer may go from what it is about to the tip. */
const leaveMs = 120;

let shown: ShownTip | undefined;
let waiting: ReturnType<typeof setTimeout> | undefined;
let hiddenAt = Number.NEGATIVE_INFINITY;
const listeners = new Set<() => void>();

function become(tip: ShownTip | undefined): void {
  clearTimeout(waiting);
  if (shown !== undefined && tip === undefined) hiddenAt = performance.now();
  shown = tip;
  for (const listener of listeners) listener();
}

export const tips = {
  get: (): ShownTip | undefined => shown,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** `isFocus`: it has the focus, so nobody is passing by. */
  show(tip: ShownTip, isFocus: boolean): void {
    clearTimeout(waiting);
    const isNow = isFocus || shown !== undefined || performance.now() - hiddenAt < justMs;
    if (isNow) become(tip);
    else waiting = setTimeout(() => become(tip), afterMs);
  },
  leave(): void {
    clearTimeout(waiting);
    waiting = setTimeout(() => become(undefined), leaveMs);
  },
  /** The pointer is on the tip itself. */
  stay(): void {
    if (shown !== undefined) clearTimeout(waiting);
  },
  hide(): void {
    become(undefined);
  },
};
