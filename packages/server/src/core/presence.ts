import type { Bounds } from "../ports/bounds.ts";
import type { Bus } from "../ports/bus.ts";
import type { Clock } from "../ports/clock.ts";
import type { Person, UnixMs, User, UserId } from "../ports/model.ts";
import type { Store } from "../ports/store.ts";
import type { Logger } from "../ports/telemetry.ts";
import type { Presence, PresenceEntry } from "./api.ts";
import { Listeners } from "./listeners.ts";
import { shownName } from "./names.ts";
import { type Attending, createPresenceStates, type PresenceStates } from "./presence-states.ts";

interface PresenceOptions {
  readonly store: Store;
  readonly bus: Pick<Bus, "signal">;
  readonly clock: Clock;
  readonly bounds: Pick<Bounds, "offlineUsersKept" | "activityFlushMs" | "storeBatch" | "presenceGraceMs">;
  readonly log: Logger;
  /** This process among those on the bus. */
  readonly nodeId: string;
}

interface Online {
  connections: number;
  isDeleted: boolean;
  /** Replaced when it changes, and only then: who encodes entries may remember what they made of each. */
  entry: PresenceEntry;
  /** What the entry will say when somebody asks: users are active far more often than looked at. */
  activeAt: UnixMs;
}

function upToDate(one: Online): PresenceEntry {
  if (one.activeAt > one.entry.lastActiveAt) one.entry = { ...one.entry, lastActiveAt: one.activeAt };
  return one.entry;
}

export interface TrackedPresence extends Presence {
  /** The user is new or has a new name. */
  changed(user: User): void;
  /** The account was deleted: it is listed no more once it has left. */
  deleted(user: Person): void;
  /** The name the user is shown under; null when they are not online. */
  nameOf(userId: UserId): string | null;
  /** Null for a user who was not here lately. */
  lastActiveAt(userId: UserId): UnixMs | null;
  /** As the watchers of the user are told: with patience for connections that go and come back. */
  stateOf: PresenceStates["stateOf"];
  /** Writes down who was active, and stops. */
  close(): Promise<void>;
}

export async function createPresence(options: PresenceOptions): Promise<TrackedPresence> {
  const { clock, bounds, log } = options;
  const online = new Map<UserId, Online>();
  const offline = createOfflineList(bounds.offlineUsersKept);
  for (const user of await options.store.recentUsers(bounds.offlineUsersKept))
    offline.add(entryOf(user, false, user.lastActiveAt));
  const listeners = new Listeners<PresenceEntry>(log);
  const activity = createActivityLog(options);
  let listed: { readonly limit: number; readonly entries: readonly PresenceEntry[] } | null = null;

  const tell = (entry: PresenceEntry): void => {
    listed = null;
    listeners.tell(entry);
  };
  const touch = (userId: UserId): void => {
    const now = clock.now();
    activity.note(userId, now);
    const one = online.get(userId);
    if (one === undefined) offline.touch(userId, now);
    else if (now > one.activeAt) one.activeAt = now;
    listed = null;
  };
  const rename = (one: Online, user: User): void => {
    if (shownName(user) === one.entry.user.name) return;
    one.entry = entryOf(user, true, one.activeAt);
    tell(one.entry);
  };
  /** An account's new name is told to `changed`; the caller may have read the account before that. A guest's name comes with the guest. */
  const arrived = (user: User): Online => {
    const before = user.kind === "account" ? offline.get(user.id) : undefined;
    const entry = before === undefined ? entryOf(user, true, user.lastActiveAt) : { ...before, online: true };
    return { connections: 0, isDeleted: false, entry, activeAt: entry.lastActiveAt };
  };
  const leave = (one: Online): void => {
    const { id } = one.entry.user;
    touch(id);
    if (--one.connections > 0) return;
    online.delete(id);
    const entry = { ...upToDate(one), online: false };
    if (!one.isDeleted) offline.add(entry);
    tell(entry);
  };

  const lastActiveAt = (userId: UserId): UnixMs | null =>
    online.get(userId)?.activeAt ?? offline.get(userId)?.lastActiveAt ?? null;
  const states = createPresenceStates({
    clock,
    bounds,
    changed: (userId, state, leftAt) => {
      const at = state === "offline" ? leftAt : (lastActiveAt(userId) ?? clock.now());
      const signal = { kind: "presence", nodeId: options.nodeId, userId, state, lastActiveAt: at } as const;
      options.bus.signal(`presence:${userId}`, signal);
    },
  });

  const attend = (user: User): Attending => {
    if (user.kind === "address") return nobody;
    const known = online.get(user.id);
    const one = known ?? arrived(user);
    one.connections++;
    online.set(user.id, one);
    offline.remove(user.id);
    touch(user.id);
    if (known === undefined) tell(upToDate(one));
    else if (user.kind === "guest") rename(one, user);
    const watched = states.attend(user.id);
    let isIn = true;
    return {
      setAway: (isAway) => watched.setAway(isAway),
      leave: () => {
        if (!isIn) return;
        isIn = false;
        leave(one);
        watched.leave();
      },
    };
  };

  return {
    enter: (user) => attend(user).leave,
    attend,
    touch,
    get onlineCount() {
      return online.size;
    },
    list(offlineLimit) {
      if (listed?.limit === offlineLimit) return listed.entries;
      const entries = Array.from(online.values(), upToDate);
      listed = { limit: offlineLimit, entries: [...entries, ...offline.newest(offlineLimit)] };
      return listed.entries;
    },
    listen: (listener) => listeners.add(listener),
    changed(user) {
      const one = online.get(user.id);
      if (one !== undefined) return rename(one, user);
      offline.add(entryOf(user, false, user.lastActiveAt));
      listed = null;
    },
    deleted(user) {
      offline.remove(user.id);
      listed = null;
      const one = online.get(user.id);
      if (one === undefined) return;
      one.isDeleted = true;
      one.entry = { ...one.entry, user };
      tell(one.entry);
    },
    nameOf: (userId) => online.get(userId)?.entry.user.name ?? null,
    lastActiveAt,
    stateOf: (userId) => states.stateOf(userId),
    close() {
      states.close();
      return activity.close();
    },
  };
}

/** An address is nobody to be online. */
const nobody: Attending = { setAway: () => undefined, leave: () => undefined };

function entryOf(user: User, online: boolean, lastActiveAt: UnixMs): PresenceEntry {
  return { user: { id: user.id, kind: user.kind, name: shownName(user) }, online, lastActiveAt };
}

/** The most recently active who are not online, at most `kept` (twice that between two cuts). */
function createOfflineList(kept: number) {
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
    newest: (limit: number): readonly PresenceEntry[] => sorted().slice(0, Math.min(limit, kept)),
  };
}

/** Notes who was active and writes it to the store now and then, many at once. It is no loss when the last of it is lost. */
function createActivityLog({ store, clock, bounds, log }: PresenceOptions) {
  const active = new Set<UserId>();
  let newestAt: UnixMs = 0;
  const flush = async (): Promise<void> => {
    if (active.size === 0) return;
    const userIds = [...active];
    active.clear();
    try {
      await store.touchUsers(userIds, newestAt);
    } catch (err) {
      log.warn({ err, users: userIds.length }, "could not write down who was active");
    }
  };
  const stop = clock.every(bounds.activityFlushMs, () => void flush());
  return {
    note(userId: UserId, at: UnixMs): void {
      active.add(userId);
      newestAt = at;
      if (active.size >= bounds.storeBatch) void flush();
    },
    close(): Promise<void> {
      stop();
      return flush();
    },
  };
}
