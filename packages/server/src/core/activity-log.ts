import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { UnixMs, UserId } from "../ports/model.ts";
import type { Store } from "../ports/store.ts";
import type { Logger } from "../ports/telemetry.ts";

interface ActivityOptions {
  readonly store: Pick<Store, "touchUsers">;
  readonly clock: Clock;
  readonly bounds: Pick<Bounds, "activityFlushMs" | "storeBatch">;
  readonly log: Logger;
  /** Told who was active since the last time. */
  readonly noted: (userIds: readonly UserId[]) => void;
}

/** Notes who was active and writes it to the store now and then, many at once. It is no loss when the last of it is lost. */
export function createActivityLog({ store, clock, bounds, log, noted }: ActivityOptions) {
  const active = new Set<UserId>();
  let newestAt: UnixMs = 0;
  const flush = async (): Promise<void> => {
    if (active.size === 0) return;
    const userIds = [...active];
    active.clear();
    noted(userIds);
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
