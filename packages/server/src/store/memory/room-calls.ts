import type { RoomStore } from "../../ports/rooms.ts";
import type { MemoryModel } from "./memory-model.ts";
import { person } from "./memory-rooms.ts";
import type { MemoryTurns } from "./memory-turns.ts";

export function roomCalls({ users, rooms }: MemoryModel, turns: MemoryTurns): RoomStore {
  return {
    findRoom: (id) => turns.read(id, (given) => rooms.find(given)),
    isMember: (...input) => turns.read(input, (given) => rooms.roleOf(...given) !== null),
    roleOf: (...input) => turns.read(input, (given) => rooms.roleOf(...given)),
    membersOf: (...input) => turns.read(input, (given) => rooms.membersOf(...given)),
    roomsOf: (...input) => turns.read(input, (given) => rooms.roomsOf(...given)),
    standingsOf: (...input) => turns.read(input, (given) => rooms.standingsOf(...given)),
    publicRooms: (...input) => turns.read(input, (given) => rooms.publicRooms(...given)),
    shareRoom: (...input) => turns.read(input, (given) => rooms.share(...given)),
    openDirect: (direct) =>
      turns.write(direct, ({ from, to, newRoomId, at }, emit) => {
        const people = [users.inUse(from), users.inUse(to)] as const;
        if (people[0] === null || people[1] === null) return { kind: "no_user" };
        return { kind: "room", room: rooms.openDirect(person(people[0]), person(people[1]), { newRoomId, at, emit }) };
      }),
    createRoom: (room) => turns.write(room, (given, emit) => rooms.create(given, emit)),
    changeRoom: (change) => turns.write(change, (given, emit) => rooms.change(given, emit)),
    joinRoom: (joining) => turns.write(joining, (given, emit) => rooms.join(given, emit)),
    invite: (invitation) => turns.write(invitation, (given, emit) => rooms.invite(given, emit)),
    leaveRoom: (leaving) => turns.write(leaving, (given, emit) => rooms.leave(given, emit)),
    removeMember: (removal) => turns.write(removal, (given, emit) => rooms.remove(given, emit)),
    setRole: (change) => turns.write(change, (given, emit) => rooms.setRole(given, emit)),
  };
}
