import type { Bounds } from "../ports/bounds.ts";
import type { Room, RoomId, User, UserId } from "../ports/model.ts";
import { loungeId } from "../ports/model.ts";
import type { AuditEntry, Ban } from "../ports/moderation.ts";
import { mayDo } from "../ports/rights.ts";
import type { Store } from "../ports/store.ts";
import { type DoingOptions, doer } from "./doing.ts";
import { ChatError } from "./errors.ts";
import { takeOrRefuse } from "./limits.ts";
import { readAsAllowed } from "./read-as-allowed.ts";
import { roomOf } from "./room-deeds.ts";
import { isLongerThan } from "./text.ts";

/**
 * Keeping order in a room. In groups its owners and moderators do; in the lounge, where a ban keeps nobody from reading, the server's
 * administrators. All reject with `not_found` for a room the user may not read, `forbidden`, `unavailable`, `overloaded`.
 */
export interface Moderation {
  /** A member is removed with it. Nobody bans themself, an owner only an owner. Errors: `not_found` (nobody known), `archived`, `text_too_long` (the reason), `rate_limited`. */
  ban(by: User, roomId: RoomId, ban: { userId: UserId; reason: string | null }): Promise<Room>;
  /** Errors as `ban`. */
  unban(by: User, roomId: RoomId, userId: UserId): Promise<Room>;
  /** A page of the bans in force, in their order, after a ban's id (0 for the first). */
  bans(by: User, roomId: RoomId, afterId: number): Promise<readonly Ban[]>;
  /** A page of what was done in the room, the newest first, before an entry's id. */
  audit(by: User, roomId: RoomId, beforeId: number): Promise<readonly AuditEntry[]>;
}

export function createModeration(options: DoingOptions): Moderation {
  const { store, clock, bounds, limits, guard } = options;
  const deedOf = (by: User, roomId: RoomId, userId: UserId) => {
    takeOrRefuse(limits, "roomChangesPerMinute", by.id);
    return { roomId, userId, by: doer(by, options), at: clock.now() };
  };
  return {
    ban: (by, roomId, { userId, reason }) =>
      guard(async () => {
        const checked = checkedReason(reason, bounds);
        return roomOf(await store.banFromRoom({ ...deedOf(by, roomId, userId), reason: checked }));
      }),
    unban: (by, roomId, userId) => guard(async () => roomOf(await store.unbanFromRoom(deedOf(by, roomId, userId)))),
    bans: (by, roomId, afterId) =>
      guard(async () => {
        takeOrRefuse(limits, "lookUpsPerMinute", by.id);
        return await readAsAllowed(
          () => checkStaff(store, by, roomId),
          () => store.roomBans(roomId, afterId, bounds.moderationPage),
        );
      }),
    audit: (by, roomId, beforeId) =>
      guard(async () => {
        takeOrRefuse(limits, "lookUpsPerMinute", by.id);
        return await readAsAllowed(
          () => checkStaff(store, by, roomId),
          () => store.audit(roomId, beforeId, bounds.moderationPage),
        );
      }),
  };
}

/** Errors: `not_found` for a room that the user may not read, `forbidden` for one in which they do not keep order. */
export async function checkStaff(store: Store, { id }: User, roomId: RoomId): Promise<void> {
  const room = await store.readable(roomId, id);
  if (room === null) throw new ChatError("not_found");
  const isStaff = roomId === loungeId ? await store.isAdmin(id) : mayDo(room, await store.roleOf(roomId, id), "ban");
  if (!isStaff) throw new ChatError("forbidden");
}

/** Null for none, or nothing but white space. Error: `text_too_long`. */
export function checkedReason(reason: string | null, bounds: Pick<Bounds, "reasonChars">): string | null {
  if (reason === null || reason.trim() === "") return null;
  if (isLongerThan(reason, bounds.reasonChars)) throw new ChatError("text_too_long");
  return reason;
}
