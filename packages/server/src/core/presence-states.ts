import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { UnixMs, UserId } from "../ports/model.ts";
import type { PresenceState } from "../ports/signals.ts";

/** One connection of a user who is there. */
export interface Attending {
  /** False to begin with, and for ever where a protocol has no word for it. */
  setAway(isAway: boolean): void;
  /** The connection is gone. Safe to call twice. */
  leave(): void;
}

export interface PresenceStates {
  attend(userId: UserId): Attending;
  /** As it was told last. */
  stateOf(userId: UserId): PresenceState;
  /** Users who are not offline, or are not told so yet. */
  ids(): Iterable<UserId>;
  close(): void;
}

interface StatesOptions {
  readonly clock: Clock;
  readonly bounds: Pick<Bounds, "presenceGraceMs">;
  /** Called once for each change, after `stateOf` says it. `leftAt`: for `offline`, when the last connection went. */
  readonly changed: (userId: UserId, state: PresenceState, leftAt: UnixMs) => void;
}

interface Attendance {
  connections: number;
  away: number;
  told: PresenceState;
  leftAt: UnixMs;
  /** Something went, and is given time to come back; null when nothing is. */
  cancelWait: (() => void) | null;
}

type Cause = "came" | "left" | "said";
const rank: Readonly<Record<PresenceState, number>> = { offline: 0, away: 1, online: 2 };

/**
 * Whether the users of this process are there, for those who watch them. What the going of a connection changes is told after
 * `presenceGraceMs`, if it is still so: a page that is loaded anew, or all clients of a network that come back, are no news. Until then a
 * connection that comes is taken for the one that went; only what a client says itself is told at once.
 */
export function createPresenceStates({ clock, bounds, changed }: StatesOptions): PresenceStates {
  const users = new Map<UserId, Attendance>();

  const tell = (userId: UserId, one: Attendance): void => {
    one.cancelWait?.();
    one.cancelWait = null;
    one.told = stateNow(one);
    if (one.connections === 0) users.delete(userId);
    changed(userId, one.told, one.leftAt);
  };
  const due = (userId: UserId, one: Attendance) => (): void => {
    one.cancelWait = null;
    if (stateNow(one) !== one.told) tell(userId, one);
  };
  const look = (userId: UserId, one: Attendance, cause: Cause): void => {
    const now = stateNow(one);
    if (now === one.told) {
      one.cancelWait?.();
      one.cancelWait = null;
    } else if (cause === "left") {
      one.cancelWait ??= clock.after(bounds.presenceGraceMs, due(userId, one));
    } else if (one.cancelWait === null || (cause === "said" && rank[now] > rank[one.told])) {
      tell(userId, one);
    }
  };

  return {
    attend(userId) {
      const one = users.get(userId) ?? { connections: 0, away: 0, told: "offline", leftAt: 0, cancelWait: null };
      users.set(userId, one);
      one.connections++;
      look(userId, one, "came");
      let [isIn, isAway] = [true, false];
      const setAway = (toAway: boolean): boolean => {
        if (!isIn || toAway === isAway) return false;
        isAway = toAway;
        one.away += isAway ? 1 : -1;
        return true;
      };
      return {
        setAway(toAway) {
          if (setAway(toAway)) look(userId, one, "said");
        },
        leave() {
          if (!isIn) return;
          setAway(false);
          isIn = false;
          one.connections--;
          one.leftAt = clock.now();
          look(userId, one, "left");
        },
      };
    },
    stateOf: (userId) => users.get(userId)?.told ?? "offline",
    ids: () => users.keys(),
    close() {
      for (const { cancelWait } of users.values()) cancelWait?.();
      users.clear();
    },
  };
}

function stateNow({ connections, away }: Attendance): PresenceState {
  if (connections === 0) return "offline";
  return away < connections ? "online" : "away";
}
