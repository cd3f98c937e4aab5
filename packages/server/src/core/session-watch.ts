import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { UnixMs } from "../ports/model.ts";
import type { Logger } from "../ports/telemetry.ts";
import type { Session } from "./api.ts";
import { Listeners } from "./listeners.ts";
import { RecencyMap } from "./recency-map.ts";

interface Watched {
  expiresAt: UnixMs;
  readonly watchers: Listeners<"ended">;
}

interface SessionWatchOptions {
  readonly clock: Clock;
  readonly bounds: Pick<Bounds, "sessionCheckMs" | "endedSessions">;
  readonly log: Logger;
}

/** The sessions that connections of this process live on. */
export interface SessionWatch {
  watch(session: Session, ended: () => void): () => void;
  /** Whether connections live on it now. */
  isWatched(sessionId: string): boolean;
  /** The session was refreshed: it lives until then. */
  extend(sessionId: string, expiresAt: UnixMs): void;
  /** The session was revoked: everyone who watches it is told. */
  end(sessionId: string): void;
  close(): void;
}

/** One timer for all sessions, set to the next expiry but never far: expiry is wall-clock time, and that may jump. */
export function createSessionWatch({ clock, bounds, log }: SessionWatchOptions): SessionWatch {
  const watched = new Map<string, Watched>();
  /** A session may end between its authentication and its `watch`; these still get told. */
  const endedLately = new RecencyMap<true>();
  let timer: { readonly dueAt: UnixMs; readonly cancel: () => void } | null = null;
  let closed = false;

  const end = (sessionId: string): void => {
    const watchers = watched.get(sessionId)?.watchers;
    watched.delete(sessionId);
    endedLately.use(sessionId, () => true);
    if (endedLately.size > bounds.endedSessions) endedLately.delete(endedLately.oldest?.key ?? "");
    watchers?.tell("ended");
  };

  const endExpired = (): void => {
    timer = null;
    const now = clock.now();
    let next = Number.POSITIVE_INFINITY;
    for (const [sessionId, { expiresAt }] of [...watched]) {
      if (expiresAt <= now) end(sessionId);
      else next = Math.min(next, expiresAt);
    }
    if (watched.size > 0) wakeAt(next);
  };

  const wakeAt = (expiresAt: UnixMs): void => {
    if (closed) return;
    const now = clock.now();
    const dueAt = Math.min(expiresAt, now + bounds.sessionCheckMs);
    if (timer !== null && timer.dueAt <= dueAt) return;
    timer?.cancel();
    timer = { dueAt, cancel: clock.after(Math.max(0, dueAt - now), endExpired) };
  };

  return {
    watch(session, ended) {
      const entry = watched.get(session.id) ?? { expiresAt: session.expiresAt, watchers: new Listeners(log) };
      entry.expiresAt = Math.max(entry.expiresAt, session.expiresAt);
      const remove = entry.watchers.add(ended);
      watched.set(session.id, entry);
      if (endedLately.get(session.id)) queueMicrotask(() => end(session.id));
      else wakeAt(entry.expiresAt);
      return () => {
        remove();
        if (entry.watchers.size === 0 && watched.get(session.id) === entry) watched.delete(session.id);
      };
    },
    isWatched: (sessionId) => watched.has(sessionId),
    extend(sessionId, expiresAt) {
      const entry = watched.get(sessionId);
      if (entry !== undefined) entry.expiresAt = expiresAt;
    },
    end,
    close() {
      closed = true;
      timer?.cancel();
      watched.clear();
    },
  };
}
