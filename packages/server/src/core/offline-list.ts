import type { UnixMs, UserId } from "../ports/model.ts";
import type { PresenceEntry } from "./api.ts";

/** The most recently active who are not online, at most `kept` (twice that between two cuts). */
export function createOfflineList(kept: number) {
  const entries = new Map<UserId, PresenceEntry>();
  const sorted = (): PresenceEntry[] =>
    [...entries.values()].sort((a, b) => b.lastActiveAt - a.lastActiveAt || (a.user.id < b.user.id ? -1 : 1));
  return {
    add(entry: PresenceEntry): void {
      entries.set(entry.user.id, entry);
      if (entries.size > 2 * kept) for (const { user } of sorted().slice(kept)) entries.delete(user.id);
    },
    get: (userId: UserId): PresenceEntry | undefined => entries.get(userId),
    remove(userId: UserId): void {
      entries.delete(userId);
    },
    touch(userId: UserId, at: UnixMs): void {
      const entry = entries.get(userId);
      if (entry !== undefined && at > entry.lastActiveAt) entries.set(userId, { ...entry, lastActiveAt: at });
    },
    ids: () => entries.keys(),
    newest: (limit: number): readonly PresenceEntry[] => sorted().slice(0, Math.min(limit, kept)),
  };
}
