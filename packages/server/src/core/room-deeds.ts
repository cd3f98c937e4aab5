import type { Bounds } from "../ports/bounds.ts";
import type { Room, RoomId, User } from "../ports/model.ts";
import type { NewRoomOutcome, RoomOutcome } from "../ports/rooms.ts";
import type { Rooms, RoomUpdate } from "./api.ts";
import { type DoingOptions, doer } from "./doing.ts";
import { ChatError, type ErrorCode } from "./errors.ts";
import { newId } from "./ids.ts";
import { takeOrRefuse } from "./limits.ts";
import { isRoomName } from "./names.ts";
import { isLongerThan } from "./text.ts";

type Deeds = Pick<Rooms, "create" | "change" | "join" | "invite" | "leave" | "remove" | "setRole">;

/** What users do to groups. Who may do what is decided by the store, in the transaction. */
export function createRoomDeeds(options: DoingOptions): Deeds {
  const { store, clock, bounds, limits, guard } = options;
  const doing = (by: User, deed: () => Promise<RoomOutcome | NewRoomOutcome>): Promise<Room> =>
    guard(async () => {
      takeOrRefuse(limits, "roomChangesPerMinute", by.id);
      return roomOf(await deed());
    });
  const deedOf = (by: User, roomId: RoomId) => ({ roomId, by: doer(by, options), at: clock.now() });
  const maxMembers = bounds.membersPerRoom;

  return {
    create: (by, { kind, name, topic = null }) =>
      doing(by, async () => {
        accountsOnly(by);
        const look = { name: checkedName(name, bounds), topic: checkedTopic(topic, bounds) };
        const about = { id: newId(), kind, by: doer(by, options), at: clock.now(), maxPerDay: bounds.roomsPerDay };
        return await store.createRoom({ ...about, ...look });
      }),
    change: (by, roomId, change) =>
      doing(by, async () => await store.changeRoom({ ...deedOf(by, roomId), ...checkedUpdate(change, bounds) })),
    join: (by, roomId) =>
      doing(by, async () => {
        accountsOnly(by);
        return await store.joinRoom({ ...deedOf(by, roomId), maxMembers });
      }),
    invite: (by, roomId, userId) => doing(by, () => store.invite({ ...deedOf(by, roomId), userId, maxMembers })),
    leave: (by, roomId) => doing(by, () => store.leaveRoom(deedOf(by, roomId))),
    remove: (by, roomId, userId) => doing(by, () => store.removeMember({ ...deedOf(by, roomId), userId })),
    setRole: (by, roomId, { userId, role }) => doing(by, () => store.setRole({ ...deedOf(by, roomId), userId, role })),
  };
}

type Refusal = Exclude<RoomOutcome["kind"], "done" | "unchanged">;

const codes: Readonly<Record<Refusal, ErrorCode>> = {
  no_room: "not_found",
  no_user: "not_found",
  forbidden: "forbidden",
  archived: "archived",
  last_owner: "last_owner",
  too_many: "limit_reached",
};

/** Throws what refuses it. */
export function roomOf(outcome: RoomOutcome | NewRoomOutcome): Room {
  if ("room" in outcome) return outcome.room;
  throw new ChatError(codes[outcome.kind]);
}

function accountsOnly({ kind }: User): void {
  if (kind !== "account") throw new ChatError("forbidden");
}

function checkedUpdate({ name, topic, archived }: RoomUpdate, bounds: Bounds): RoomUpdate {
  return {
    ...(name !== undefined && { name: checkedName(name, bounds) }),
    ...(topic !== undefined && { topic: checkedTopic(topic, bounds) }),
    ...(archived !== undefined && { archived }),
  };
}

function checkedName(name: string, bounds: Bounds): string {
  if (!isRoomName(name, bounds)) throw new ChatError("name_invalid");
  return name;
}

function checkedTopic(topic: string | null, bounds: Bounds): string | null {
  if (topic !== null && isLongerThan(topic, bounds.roomTopicChars)) throw new ChatError("text_too_long");
  return topic === null || topic.trim() === "" ? null : topic;
}
