/** What a person likes in this browser; all tabs know of it at once. */
import { signal } from "../app/signal.ts";
import { type Preferences, readPreferences } from "./preference-values.ts";

const storageKey = "parlance.preferences";

const current = signal(readPreferences(localStorage.getItem(storageKey)));

addEventListener("storage", ({ key, newValue }) => {
  if (key === storageKey || key === null) current.set(readPreferences(key === null ? null : newValue));
});

export const preferences = {
  get: current.get,
  subscribe: current.subscribe,
  change(part: Partial<Preferences>): void {
    const changed = { ...current.get(), ...part };
    localStorage.setItem(storageKey, JSON.stringify(changed));
    current.set(changed);
  },
};
