import type { Bounds } from "../ports/bounds.ts";
import type { RoomId, UserId } from "../ports/model.ts";
import type { Store } from "../ports/store.ts";
import type { CaughtUp, Position } from "../ports/sync.ts";
import type { Limits } from "./api.ts";
import { ChatError } from "./errors.ts";
import type { Guard } from "./failures.ts";
import { takeOrRefuse } from "./limits.ts";

/** How clients begin, and begin again, that keep what they were told. Both also reject with `rate_limited`, `unavailable` and `overloaded`. */
export interface Sync {
  /**
   * What the user missed in these rooms (`CaughtUp`), in this order; rooms that did not fit into the answer are in `rest`.
   * Error: `bad_request` (more than `bounds.catchUpRooms`).
   */
  catchUp(
    userId: UserId,
    positions: readonly Position[],
  ): Promise<{ readonly rooms: readonly CaughtUp[]; readonly rest: readonly RoomId[] }>;
}

interface SyncOptions {
  readonly store: Pick<Store, "catchUp">;
  readonly bounds: Bounds;
  readonly limits: Limits;
  readonly guard: Guard;
}

export function createSync({ store, bounds, limits, guard }: SyncOptions): Sync {
  const most = {
    maxEvents: bounds.catchUpEvents,
    pageSize: bounds.pageSize,
    maxItems: bounds.catchUpAnswer,
    maxChars: bounds.answerChars,
  };
  return {
    catchUp: (readerId, positions) =>
      guard(async () => {
        if (positions.length > bounds.catchUpRooms) throw new ChatError("bad_request");
        takeOrRefuse(limits, "historyPerMinute", readerId);
        const rooms = await store.catchUp({ readerId, positions, ...most });
        return { rooms, rest: positions.slice(rooms.length).map(({ roomId }) => roomId) };
      }),
  };
}
