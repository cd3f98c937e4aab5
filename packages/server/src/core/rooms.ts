import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { Room, Seq, UserId } from "../ports/model.ts";
import type { Store } from "../ports/store.ts";
import type { Rooms } from "./api.ts";
import { ChatError } from "./errors.ts";
import type { Guard } from "./failures.ts";
import { newId } from "./ids.ts";

interface RoomsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly bounds: Bounds;
  readonly guard: Guard;
}

export function createRooms({ store, clock, bounds, guard }: RoomsOptions): Rooms {
  const membersOf = async (roomId: string): Promise<UserId[]> => {
    const ids: UserId[] = [];
    let page: readonly { readonly user: { readonly id: UserId }; readonly seq: Seq }[] = [];
    do {
      page = await store.membersOf(roomId, page.at(-1)?.seq ?? 0, bounds.membersPerPage);
      for (const member of page) ids.push(member.user.id);
    } while (page.length === bounds.membersPerPage);
    return ids;
  };
  return {
    openDirect: (from, to) =>
      guard(async () => {
        const outcome = await store.openDirect({ from: from.id, to, newRoomId: newId(), at: clock.now() });
        if (outcome.kind === "no_user") throw new ChatError("not_found");
        return outcome.room;
      }),
    info: (user, roomId) =>
      guard(async () => {
        const room = (await store.isMember(roomId, user.id)) ? await store.findRoom(roomId) : null;
        if (room === null) throw new ChatError("not_found");
        return { room, memberIds: await membersOf(roomId) };
      }),
    isMember: (userId, roomId) => guard(() => store.isMember(roomId, userId)),
    of: (userId) =>
      guard(async () => {
        const rooms: Room[] = [];
        let page: readonly Room[] = [];
        do {
          page = await store.roomsOf(userId, page.at(-1)?.id ?? "", bounds.roomsPerPage);
          rooms.push(...page);
        } while (page.length === bounds.roomsPerPage);
        return rooms;
      }),
  };
}
