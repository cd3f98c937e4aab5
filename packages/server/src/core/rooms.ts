import type { Room, Seq, UserId } from "../ports/model.ts";
import type { Rooms } from "./api.ts";
import type { DoingOptions } from "./doing.ts";
import { ChatError } from "./errors.ts";
import { newId } from "./ids.ts";
import { takeOrRefuse } from "./limits.ts";
import { checkReadable } from "./message-pages.ts";
import { readAsAllowed } from "./read-as-allowed.ts";
import { createRoomDeeds } from "./room-deeds.ts";

export function createRooms(options: DoingOptions): Rooms {
  const { store, clock, bounds, limits, guard } = options;
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
        takeOrRefuse(limits, "directsPerMinute", from.id);
        const outcome = await store.openDirect({ from: from.id, to, newRoomId: newId(), at: clock.now() });
        if (outcome.kind === "no_user") throw new ChatError("not_found");
        return outcome.room;
      }),
    info: (user, roomId) =>
      guard(async () => {
        const check = async (): Promise<void> => {
          if (!(await store.isMember(roomId, user.id))) throw new ChatError("not_found");
        };
        return await readAsAllowed(check, async () => {
          const room = await store.findRoom(roomId);
          if (room === null) throw new ChatError("not_found");
          return { room, memberIds: await membersOf(roomId) };
        });
      }),
    browse: (user, afterRoomId) =>
      guard(async () => {
        takeOrRefuse(limits, "lookUpsPerMinute", user.id);
        return await store.publicRooms(user.id, afterRoomId, bounds.roomsPerPage);
      }),
    members: (user, roomId, afterSeq) =>
      guard(async () => {
        takeOrRefuse(limits, "lookUpsPerMinute", user.id);
        return await readAsAllowed(
          () => checkReadable(store, user.id, roomId),
          () => store.membersOf(roomId, afterSeq, bounds.membersPerPage),
        );
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
