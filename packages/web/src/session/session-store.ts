/** The session of this browser, shared by its tabs. */
import { readSession, type Session } from "./session.ts";

const storageKey = "parlance.session";

let current = readSession(localStorage.getItem(storageKey));
const listeners = new Set<() => void>();

function become(session: Session | undefined): void {
  current = session;
  for (const listener of listeners) listener();
}

/** Another tab signed in or out. */
addEventListener("storage", ({ key, newValue }) => {
  if (key === storageKey || key === null) become(key === null ? undefined : readSession(newValue));
});

export const sessionStore = {
  get: (): Session | undefined => current,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  set(session: Session | undefined): void {
    if (session === undefined) localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, JSON.stringify(session));
    become(session);
  },
};
