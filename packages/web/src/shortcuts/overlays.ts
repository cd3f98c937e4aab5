/** What is opened over the page from anywhere: by a shortcut, a button, or another of these. One at a time. */
import { useSyncExternalStore } from "react";

export type Overlay = "switcher" | "help" | "administration";

let current: Overlay | undefined;
const listeners = new Set<() => void>();

function become(overlay: Overlay | undefined): void {
  current = overlay;
  for (const listener of listeners) listener();
}

export const openOverlay = (overlay: Overlay): void => become(overlay);
export const closeOverlay = (): void => become(undefined);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useOverlay = (): Overlay | undefined => useSyncExternalStore(subscribe, () => current);
