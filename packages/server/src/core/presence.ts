import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { Person, UnixMs, User, UserId } from "../ports/model.ts";
import type { UserItem } from "../ports/nodes.ts";
import type { PresenceState } from "../ports/signals.ts";
import type { Store } from "../ports/store.ts";
import type { Logger } from "../ports/telemetry.ts";
import { createActivityLog } from "./activity-log.ts";
import type { Presence, PresenceEntry } from "./api.ts";
import { moreOf } from "./cluster/elsewhere.ts";
import { Listeners } from "./listeners.ts";
import { deletedName, shownName } from "./names.ts";
import { createOfflineList } from "./offline-list.ts";
import { type Attending, createPresenceStates } from "./presence-states.ts";

interface PresenceOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly bounds: Pick<Bounds, "offlineUsersKept" | "activityFlushMs" | "storeBatch" | "presenceGraceMs" | "nodeGoingMs">;
  readonly log: Logger;
  /** Whether there are other nodes, where somebody may have come whom this one did not hear of yet. */
  readonly hasOthers: () => boolean;
  /** What other nodes together say of a user; null for one who is on none. */
  readonly elsewhere: (userId: UserId) => UserItem | null;
  /** Told of users whose part here is another than before. */
  readonly changedHere: (userId: UserId) => void;
}

/** A user online on this node, or another. */
interface Online {
  /** Of this node. */
  connections: number;
  isElsewhere: boolean;
  isDeleted: boolean;
  /** They are on no node that is known of; null when they are, or have gone. */
  cancelGoing: (() => void) | null;
  /** Replaced when it changes, and only then: who encodes entries may remember what they made of each. */
  entry: PresenceEntry;
  /** What the entry will say when somebody asks: users are active far more often than looked at. */
  activeAt: UnixMs;
}

function upToDate(one: Online): PresenceEntry {
  if (one.activeAt > one.entry.lastActiveAt) one.entry = { ...one.entry, lastActiveAt: one.activeAt };
  return one.entry;
}

export interface StateChange {
  readonly userId: UserId;
  readonly at: UnixMs;
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
  /** As the watchers of the user are told: with patience for connections that go and come back, and the most that any node says. */
  stateOf(userId: UserId): PresenceState;
  /** Called after the state of a user may have changed; `at`: when they were last active, as far as whoever changed it knows. */
  listenStates(listener: (change: StateChange) => void): () => void;
  /** What others say of a user has changed; `said` is the latest of it. */
  elsewhereChanged(said: UserItem): void;
  /** How a user is on this node alone. */
  itemOf(userId: UserId): UserItem;
  /** Users who are, or were just now, on this node. */
  idsHere(): UserId[];
  /** Those, and the ones that are listed as lately offline: whom this node shows by what it knows itself. */
  knownIds(): UserId[];
  /** As the store has the user. */
  refreshed(user: User): void;
  /** Writes down who was active, and stops. */
  close(): Promise<void>;
}

export async function createPresence(options: PresenceOptions): Promise<TrackedPresence> {
  const { clock, bounds, log, changedHere } = options;
  const online = new Map<UserId, Online>();
  const offline = createOfflineList(bounds.offlineUsersKept);
  for (const user of await options.store.recentUsers(bounds.offlineUsersKept))
    offline.add(entryOf(user, false, user.lastActiveAt));
  const listeners = new Listeners<PresenceEntry>(log);
  const stateListeners = new Listeners<StateChange>(log);
  let listed: { readonly limit: number; readonly entries: readonly PresenceEntry[] } | null = null;
  const activity = createActivityLog({
    ...options,
    noted(userIds) {
      for (const userId of userIds) if (online.get(userId)?.connections) changedHere(userId);
    },
  });

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
  const rename = (one: Online, user: Person): void => {
    if (user.name === one.entry.user.name) return;
    one.entry = { user, online: true, lastActiveAt: one.activeAt };
    if (one.connections > 0) changedHere(user.id);
    tell(one.entry);
  };
  /** An account's new name is told to `changed`; the caller may have read the account before that. A guest's name comes with the guest. */
  const arrived = (user: User): Online => {
    const before = user.kind === "account" ? offline.get(user.id) : undefined;
    const entry = before === undefined ? entryOf(user, true, user.lastActiveAt) : { ...before, online: true };
    return { connections: 0, isElsewhere: false, isDeleted: false, cancelGoing: null, entry, activeAt: entry.lastActiveAt };
  };
  const isSomewhere = (one: Online): boolean => one.connections > 0 || one.isElsewhere;
  const go = (one: Online): void => {
    one.cancelGoing = null;
    if (isSomewhere(one)) return;
    online.delete(one.entry.user.id);
    const entry = { ...upToDate(one), online: false };
    if (!one.isDeleted) offline.add(entry);
    tell(entry);
  };
  /** Who has come to another node before they left the last one known of never went: that news may be on its way. */
  const goIfNowhere = (one: Online): void => {
    one.cancelGoing?.();
    if (isSomewhere(one)) one.cancelGoing = null;
    else if (options.hasOthers()) one.cancelGoing = clock.after(bounds.nodeGoingMs, () => go(one));
    else go(one);
  };
  const leave = (one: Online): void => {
    touch(one.entry.user.id);
    one.connections--;
    goIfNowhere(one);
  };

  const lastActiveAt = (userId: UserId): UnixMs | null =>
    online.get(userId)?.activeAt ?? offline.get(userId)?.lastActiveAt ?? null;
  const states = createPresenceStates({
    clock,
    bounds,
    changed: (userId, state, leftAt) => {
      const at = state === "offline" ? leftAt : (lastActiveAt(userId) ?? clock.now());
      changedHere(userId);
      stateListeners.tell({ userId, at });
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
    if (one.connections === 1) changedHere(user.id);
    if (known === undefined) tell(upToDate(one));
    else if (user.kind === "guest") rename(one, personOf(user));
    const watched = states.attend(user.id);
    let isIn = true;
    return {
      setAway: (isAway) => watched.setAway(isAway),
      leave: () => {
        if (!isIn) return;
        isIn = false;
        leave(one);
        if (one.connections === 0) changedHere(user.id);
        watched.leave();
      },
    };
  };
  const comeElsewhere = ({ user, lastActiveAt: at }: UserItem): void => {
    const entry = { user, online: true, lastActiveAt: Math.max(at, offline.get(user.id)?.lastActiveAt ?? 0) };
    const isDeleted = user.kind === "account" && user.name === deletedName;
    online.set(user.id, { connections: 0, isElsewhere: true, isDeleted, cancelGoing: null, entry, activeAt: entry.lastActiveAt });
    offline.remove(user.id);
    tell(entry);
  };
  const changed = (user: User): void => {
    const one = online.get(user.id);
    listed = null;
    if (one === undefined) offline.add(entryOf(user, false, user.lastActiveAt));
    else rename(one, personOf(user));
  };
  const idsHere = (): UserId[] => {
    const ids = new Set(states.ids());
    for (const [id, { connections }] of online) if (connections > 0) ids.add(id);
    return [...ids];
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
    changed,
    deleted(user) {
      offline.remove(user.id);
      listed = null;
      const one = online.get(user.id);
      if (one === undefined || one.isDeleted) return;
      one.isDeleted = true;
      one.entry = { ...one.entry, user };
      if (one.connections > 0) changedHere(user.id);
      tell(one.entry);
    },
    nameOf: (userId) => online.get(userId)?.entry.user.name ?? null,
    lastActiveAt,
    stateOf: (userId) => moreOf(states.stateOf(userId), options.elsewhere(userId)?.state ?? "offline"),
    listenStates: (listener) => stateListeners.add(listener),
    elsewhereChanged(said) {
      const { id } = said.user;
      const one = online.get(id);
      const most = options.elsewhere(id);
      listed = null;
      if (one === undefined) {
        if (most?.online) comeElsewhere(most);
        else offline.touch(id, said.lastActiveAt);
      } else {
        one.activeAt = Math.max(one.activeAt, said.lastActiveAt);
        one.isElsewhere = most?.online ?? false;
        if (one.connections === 0 && most?.online && !one.isDeleted) rename(one, most.user);
        goIfNowhere(one);
      }
      stateListeners.tell({ userId: id, at: said.lastActiveAt });
    },
    itemOf(userId) {
      const one = online.get(userId);
      const user = one?.entry.user ?? offline.get(userId)?.user ?? { id: userId, kind: "account", name: deletedName };
      const isHere = one !== undefined && one.connections > 0;
      const at = lastActiveAt(userId) ?? 0;
      return { kind: "user", user, online: isHere, state: states.stateOf(userId), lastActiveAt: at };
    },
    idsHere,
    knownIds: () => [...idsHere(), ...offline.ids()],
    refreshed(user) {
      const entry = online.get(user.id)?.entry ?? offline.get(user.id);
      offline.touch(user.id, user.lastActiveAt);
      listed = null;
      if (entry !== undefined && user.kind === "account" && entry.user.name !== shownName(user)) changed(user);
    },
    close() {
      for (const { cancelGoing } of online.values()) cancelGoing?.();
      states.close();
      return activity.close();
    },
  };
}

/** An address is nobody to be online. */
const nobody: Attending = { setAway: () => undefined, leave: () => undefined };

function entryOf(user: User, online: boolean, lastActiveAt: UnixMs): PresenceEntry {
  return { user: personOf(user), online, lastActiveAt };
}

function personOf(user: User): Person {
  return { id: user.id, kind: user.kind, name: shownName(user) };
}
