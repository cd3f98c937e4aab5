import { useSyncExternalStore } from "react";
import { dayOf, untilMidnightMs } from "../text/dates.ts";

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;
/** Timers stand still while a machine sleeps: a day that has begun is seen within the hour. */
const mostMs = 60 * 60_000;

function wait(): void {
  timer = setTimeout(
    () => {
      for (const listener of listeners) listener();
      wait();
    },
    Math.min(mostMs, untilMidnightMs(Date.now()) + 1_000),
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) wait();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearTimeout(timer);
  };
}

/** The day it is; another one from midnight on. */
export const useToday = (): number => useSyncExternalStore(subscribe, () => dayOf(Date.now()));
