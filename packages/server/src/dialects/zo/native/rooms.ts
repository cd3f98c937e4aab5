import type { Room } from "../../../ports/model.ts";
import type { AreaHandlers, Native } from "./native.ts";
import { personOf, roomOf } from "./words.ts";

/** `rooms.*`: core decides who may do what. */
export function roomHandlers({ context: { chat } }: Native): Omit<AreaHandlers<"rooms">, "ban" | "unban" | "bans" | "audit"> {
  const { rooms, bounds } = chat;
  const answer = async (doing: Promise<Room>) => ({ room: roomOf(await doing) });
  return {
    create: ({ input: { kind, name, topic = null }, ctx: { member } }) =>
      member.does("rooms.create", () => answer(rooms.create(member.user, { kind, name, topic }))),
    direct: ({ input: { userId }, ctx: { member } }) =>
      member.does("rooms.direct", () => {
        // A room is kept for ever, and a guest costs nothing to make.
        member.takePrivateSend();
        return answer(rooms.openDirect(member.user, userId));
      }),
    change: ({ input: { roomId, name, topic, archived }, ctx: { member } }) =>
      member.does("rooms.change", () => {
        const change = {
          ...(name === undefined ? {} : { name }),
          ...(topic === undefined ? {} : { topic }),
          ...(archived === undefined ? {} : { archived }),
        };
        return answer(rooms.change(member.user, roomId, change));
      }),
    join: ({ input: { roomId }, ctx: { member } }) => member.does("rooms.join", () => answer(rooms.join(member.user, roomId))),
    invite: ({ input: { roomId, userId }, ctx: { member } }) =>
      member.does("rooms.invite", () => answer(rooms.invite(member.user, roomId, userId))),
    leave: ({ input: { roomId }, ctx: { member } }) => member.does("rooms.leave", () => answer(rooms.leave(member.user, roomId))),
    remove: ({ input: { roomId, userId }, ctx: { member } }) =>
      member.does("rooms.remove", () => answer(rooms.remove(member.user, roomId, userId))),
    setRole: ({ input: { roomId, userId, role }, ctx: { member } }) =>
      member.does("rooms.setRole", () => answer(rooms.setRole(member.user, roomId, { userId, role }))),
    browse: ({ input: { after = "" }, ctx: { member } }) =>
      member.does("rooms.browse", async () => {
        const page = await rooms.browse(member.user, after);
        const last = page.at(-1);
        const next = last !== undefined && page.length === bounds.roomsPerPage ? { next: last.id } : {};
        return { rooms: page.map(roomOf), ...next };
      }),
    members: ({ input: { roomId, after }, ctx: { member } }) =>
      member.does("rooms.members", async () => {
        const page = await rooms.members(member.user, roomId, after);
        const last = page.at(-1);
        const next = last !== undefined && page.length === bounds.membersPerPage ? { next: last.seq } : {};
        return { members: page.map(({ user, role, seq }) => ({ user: personOf(user), role, seq })), ...next };
      }),
  };
}
