/** What is opened over the page from anywhere: by a shortcut, a button, or another of these. One at a time. */
import { useSyncExternalStore } from "react";
import { signal } from "../app/signal.ts";

export type Overlay = "switcher" | "help" | "administration";

const current = signal<Overlay | undefined>(undefined);

export const openOverlay = (overlay: Overlay): void => current.set(overlay);
export const toggleOverlay = (overlay: Overlay): void => current.set(current.get() === overlay ? undefined : overlay);
export const closeOverlay = (): void => current.set(undefined);

export const useOverlay = (): Overlay | undefined => useSyncExternalStore(current.subscribe, current.get);
