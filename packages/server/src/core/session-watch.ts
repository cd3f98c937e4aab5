import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { SessionLife } from "../ports/cluster.ts";
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
  /** What other nodes are told of. */
  readonly told?: {
    ended(sessionId: string): void;
    extended(sessionId: string, expiresAt: UnixMs): void;
  };
  /** Where sessions may be refreshed on other nodes, too: asked before one ends by its expiry. */
  readonly livesOf?: (ids: readonly string[]) => Promise<readonly SessionLife[]>;
}

/** The sessions that connections of this process live on. */
export interface SessionWatch {
  watch(session: Session, ended: () => void): () => void;
  /** Whether connections live on it now. */
  isWatched(sessionId: string): boolean;
  /** The session was refreshed: it lives until then. */
  extend(sessionId: string, expiresAt: UnixMs): void;
  /** The session was revoked: everyone who watches it is told, on other nodes, too. */
  end(sessionId: string): void;
  /** As `extend` and `end`, heard from another node. */
  extendHere(sessionId: string, expiresAt: UnixMs): void;
  endHere(sessionId: string): void;
  watchedIds(): string[];
  close(): void;
}

/** One timer for all sessions, set to the next expiry but never far: expiry is wall-clock time, and that may jump. */
export function createSessionWatch({ clock, bounds, log, told, livesOf }: SessionWatchOptions): SessionWatch {
  const watched = new Map<string, Watched>();
  /** A session may end between its authentication and its `watch`; these still get told. */
  const endedLately = new RecencyMap<true>();
  let timer: { readonly dueAt: UnixMs; readonly cancel: () => void } | null = null;
  let closed = false;

  const endHere = (sessionId: string): void => {
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
    const expired: string[] = [];
    for (const [sessionId, { expiresAt }] of watched) {
      if (expiresAt <= now) expired.push(sessionId);
      else next = Math.min(next, expiresAt);
    }
    if (livesOf === undefined) for (const sessionId of expired) endHere(sessionId);
    else if (expired.length > 0) void endUnlessRefreshed(expired, livesOf);
    if (watched.size > 0) wakeAt(next);
  };
  /** What cannot be found out counts as expired. */
  const endUnlessRefreshed = async (ids: readonly string[], ask: NonNullable<typeof livesOf>): Promise<void> => {
    const lives = await ask(ids).catch((err: unknown) => {
      log.warn({ err }, "could not find out whether sessions were refreshed elsewhere; they end");
      return [];
    });
    for (const { id, expiresAt } of lives) extendHere(id, expiresAt);
    const now = clock.now();
    for (const id of ids) if ((watched.get(id)?.expiresAt ?? now + 1) <= now) endHere(id);
  };
  const extendHere = (sessionId: string, expiresAt: UnixMs): void => {
    const entry = watched.get(sessionId);
    if (entry === undefined || expiresAt <= entry.expiresAt) return;
    entry.expiresAt = expiresAt;
    wakeAt(expiresAt);
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
      if (endedLately.get(session.id)) queueMicrotask(() => endHere(session.id));
      else wakeAt(entry.expiresAt);
      return () => {
        remove();
        if (entry.watchers.size === 0 && watched.get(session.id) === entry) watched.delete(session.id);
      };
    },
    isWatched: (sessionId) => watched.has(sessionId),
    watchedIds: () => [...watched.keys()],
    extend(sessionId, expiresAt) {
      extendHere(sessionId, expiresAt);
      told?.extended(sessionId, expiresAt);
    },
    extendHere,
    end(sessionId) {
      endHere(sessionId);
      told?.ended(sessionId);
    },
    endHere,
    close() {
      closed = true;
      timer?.cancel();
      watched.clear();
    },
  };
}
