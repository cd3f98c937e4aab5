/** The session of this browser, shared by its tabs. */
import { type Farewell, proofOf, readFarewell, readSession, type Session } from "./session.ts";

const storageKey = "parlance.session";

interface Kept {
  readonly session: Session | undefined;
  readonly farewell: Farewell | undefined;
}

const readKept = (stored: string | null): Kept => ({ session: readSession(stored), farewell: readFarewell(stored) });

let current = readKept(localStorage.getItem(storageKey));
const listeners = new Set<() => void>();

function become(stored: string | null): void {
  current = readKept(stored);
  for (const listener of listeners) listener();
}

function keep(value: Session | Farewell | undefined): void {
  const stored = value === undefined ? null : JSON.stringify(value);
  if (stored === null) localStorage.removeItem(storageKey);
  else localStorage.setItem(storageKey, stored);
  become(stored);
}

/** Another tab signed in or out, or has a new token. */
addEventListener("storage", ({ key, newValue }) => {
  if (key === storageKey || key === null) become(key === null ? null : newValue);
});

export const sessionStore = {
  get: (): Session | undefined => current.session,
  /** What ended the last session, unless it was signed out. */
  farewell: (): Farewell | undefined => current.farewell,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  set(session: Session | undefined): void {
    keep(session);
  },
  /**
   * The session is over, and its person is told why. What they have not sent stays. The first reason counts, whichever tab had it. `proof`: the
   * token or secret that is of no use any more; whoever is here by another one stays.
   */
  end(why: Farewell["why"], proof?: string): void {
    const stored = localStorage.getItem(storageKey);
    const session = readSession(stored);
    if (session === undefined || (proof !== undefined && proof !== proofOf(session))) become(stored);
    else keep({ kind: "farewell", why, name: session.name });
  },
  /** As it is stored at this moment: another tab's change may not have been told yet. */
  read: (): Session | undefined => readSession(localStorage.getItem(storageKey)),
};
