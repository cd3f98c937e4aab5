import type { Room, Seq, UserId } from "../ports/model.ts";
import type { Rooms } from "./api.ts";
import { ChatError } from "./errors.ts";
import { newId } from "./ids.ts";
import type { RoomDeedsOptions } from "./room-deeds.ts";
import { createRoomDeeds } from "./room-deeds.ts";

export function createRooms(options: RoomDeedsOptions): Rooms {
  const { store, clock, bounds, guard } = options;
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
    ...createRoomDeeds(options),
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
    browse: (user, afterRoomId) => guard(() => store.publicRooms(user.id, afterRoomId, bounds.roomsPerPage)),
    members: (user, roomId, afterSeq) =>
      guard(async () => {
        if ((await store.readable(roomId, user.id)) === null) throw new ChatError("not_found");
        return await store.membersOf(roomId, afterSeq, bounds.membersPerPage);
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
