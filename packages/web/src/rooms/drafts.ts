import { useSyncExternalStore } from "react";

const prefix = "parlance.draft.";

/** The rooms that something unsent is kept for. */
function draftRooms(): string {
  const keys = Array.from({ length: localStorage.length }, (_, at) => localStorage.key(at) ?? "");
  return JSON.stringify(keys.filter((key) => key.startsWith(prefix)).sort());
}

/** Drafts are written by the composer, of this tab and of others; within the tab nobody tells, so it is looked at when a room is left or entered. */
const subscribe = (changed: () => void): (() => void) => {
  addEventListener("storage", changed);
  return () => removeEventListener("storage", changed);
};

export function useDrafts(): ReadonlySet<string> {
  const keys = useSyncExternalStore(subscribe, draftRooms);
  return new Set((JSON.parse(keys) as readonly string[]).map((key) => key.slice(prefix.length)));
}
