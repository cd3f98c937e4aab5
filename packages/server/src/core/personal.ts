import type { Bounds } from "../ports/bounds.ts";
import type { Bus } from "../ports/bus.ts";
import type { Clock } from "../ports/clock.ts";
import type { MessageId, RoomId, UnixMs, User, UserId } from "../ports/model.ts";
import type { BlockOutcome, CountedStanding, PersonalSignal, RoomCounts } from "../ports/personal.ts";
import type { Signal } from "../ports/signals.ts";
import type { Store } from "../ports/store.ts";
import type { Limits } from "./api.ts";
import { ChatError } from "./errors.ts";
import type { Guard } from "./failures.ts";
import { takeOrRefuse } from "./limits.ts";

/**
 * What users keep for themselves. None of it is an event: what changes is told to the user's own connections (`follow`) and nobody else, and
 * may be lost; it is read anew when a client begins. All of these also reject with `rate_limited`, `unavailable` and `overloaded`.
 */
export interface Personal {
  /**
   * The user has read the room up to this message; a position never goes back. Answers what is unread now.
   * Errors: `not_found` (no such room, or one that the user is not in; in the lounge everybody is), `bad_request`.
   */
  markRead(user: User, roomId: RoomId, messageId: MessageId): Promise<RoomCounts>;
  /** What is unread in these rooms; those that the user may not read are left out. Error: `bad_request` (more than `bounds.roomsPerPage`). */
  unreadOf(user: User, roomIds: readonly RoomId[]): Promise<readonly RoomCounts[]>;
  /** A page of the user's rooms and the lounge, by room id, after `afterRoomId` ("" for the first), with what is unread in each. Follow the rooms
   * before: what comes then is not in it. */
  standingsWithCounts(user: User, afterRoomId: RoomId): Promise<readonly CountedStanding[]>;
  /**
   * Null, and any time that has passed, for not muted; `forever` for without end. Answers what it is now. Counting goes on: to mute is to ask not to be
   * called. Errors as `markRead`.
   */
  mute(user: User, roomId: RoomId, until: UnixMs | null): Promise<UnixMs | null>;
  /** Whom the user has blocked, by id. */
  blocks(user: User): Promise<readonly UserId[]>;
  /** Answers all whom the user has blocked now. Errors: `bad_request` (oneself), `not_found` (no account and no guest), `limit_reached`. */
  block(user: User, otherId: UserId): Promise<readonly UserId[]>;
  unblock(user: User, otherId: UserId): Promise<readonly UserId[]>;
  /** Hears what this user changes from now on, on whichever connection. The answer stops it. */
  follow(userId: UserId, listener: (signal: PersonalSignal) => void): Promise<() => void>;
}

interface PersonalOptions {
  readonly store: Store;
  readonly bus: Pick<Bus, "signal" | "hear">;
  readonly clock: Pick<Clock, "now">;
  readonly bounds: Bounds;
  readonly limits: Limits;
  readonly guard: Guard;
}

export function createPersonal(options: PersonalOptions): Personal {
  const { store, clock, bounds, limits, guard } = options;
  const counted = { maxCounted: bounds.unreadCounted, maxScanned: bounds.unreadScanned };
  const present = <T extends { readonly mutedUntil: UnixMs | null }>(counts: T): T => {
    const { mutedUntil } = counts;
    return mutedUntil !== null && mutedUntil <= clock.now() ? { ...counts, mutedUntil: null } : counts;
  };
  return {
    markRead: (user, roomId, messageId) =>
      guard(async () => {
        takeOrRefuse(limits, "readMarksPerMinute", user.id);
        if (!Number.isSafeInteger(messageId)) throw new ChatError("bad_request");
        const outcome = await store.markRead({ userId: user.id, roomId, messageId });
        if (outcome.kind === "no_room") throw new ChatError("not_found");
        // Counted by the reader, for which no writes wait. Who was removed from the room meanwhile has nothing to count.
        const [read] = await store.unreadOf({ userId: user.id, roomIds: [roomId], ...counted });
        if (read === undefined) throw new ChatError("not_found");
        const counts = present(read);
        if (outcome.kind === "done") options.bus.signal(`user:${user.id}`, { kind: "read_moved", counts });
        return counts;
      }),
    unreadOf: (user, roomIds) =>
      guard(async () => {
        if (roomIds.length > bounds.roomsPerPage) throw new ChatError("bad_request");
        takeOrRefuse(limits, "unreadCountsPerMinute", user.id);
        const rooms = await store.unreadOf({ userId: user.id, roomIds: [...new Set(roomIds)], ...counted });
        return rooms.map(present);
      }),
    standingsWithCounts: (user, afterRoomId) =>
      guard(async () => {
        takeOrRefuse(limits, "historyPerMinute", user.id);
        const page = { userId: user.id, afterRoomId, limit: bounds.roomsPerPage, ...counted };
        return (await store.countedStandingsOf(page)).map(present);
      }),
    mute: (user, roomId, given) =>
      guard(async () => {
        takeOrRefuse(limits, "settingsPerMinute", user.id);
        if (given !== null && !Number.isSafeInteger(given)) throw new ChatError("bad_request");
        const until = given !== null && given > clock.now() ? given : null;
        const { kind } = await store.setMute({ userId: user.id, roomId, until });
        if (kind === "no_room") throw new ChatError("not_found");
        if (kind === "done") options.bus.signal(`user:${user.id}`, { kind: "mute_changed", roomId, until });
        return until;
      }),
    ...createBlocks(options),
    follow: (userId, listener) =>
      guard(() =>
        options.bus.hear(`user:${userId}`, (signal) => {
          if (isPersonal(signal)) listener(signal);
        }),
      ),
  };
}

function createBlocks({ store, bus, bounds, limits, guard }: PersonalOptions): Pick<Personal, "blocks" | "block" | "unblock"> {
  const changed = async ({ id }: User, isChanged: boolean): Promise<readonly UserId[]> => {
    const userIds = await store.blocksOf(id);
    if (isChanged) bus.signal(`user:${id}`, { kind: "blocks_changed", userIds });
    return userIds;
  };
  return {
    blocks: (user) =>
      guard(async () => {
        takeOrRefuse(limits, "lookUpsPerMinute", user.id);
        return await store.blocksOf(user.id);
      }),
    block: (user, otherId) =>
      guard(async () => {
        takeOrRefuse(limits, "settingsPerMinute", user.id);
        if (otherId === user.id) throw new ChatError("bad_request");
        const outcome = await store.block({ userId: user.id, otherId, maxBlocks: bounds.blocksPerUser });
        return await changed(user, isBlocked(outcome));
      }),
    unblock: (user, otherId) =>
      guard(async () => {
        takeOrRefuse(limits, "settingsPerMinute", user.id);
        return await changed(user, await store.unblock(user.id, otherId));
      }),
  };
}

const personalKinds: ReadonlySet<string> = new Set<PersonalSignal["kind"]>(["read_moved", "mute_changed", "blocks_changed"]);

function isPersonal(signal: Signal): signal is PersonalSignal {
  return personalKinds.has(signal.kind);
}

function isBlocked({ kind }: BlockOutcome): boolean {
  if (kind === "no_user") throw new ChatError("not_found");
  if (kind === "too_many") throw new ChatError("limit_reached");
  return kind === "done";
}
