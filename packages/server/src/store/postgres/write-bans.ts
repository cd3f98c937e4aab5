import type { Person, Room, RoomId, UserId } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import type { RoomBan, RoomUnban } from "../../ports/moderation.ts";
import { mayBan } from "../../ports/rights.ts";
import type { RoomOutcome } from "../../ports/rooms.ts";
import type { Functions } from "../calls.ts";
import { banDetails } from "../details.ts";
import { Leaver } from "./leaver.ts";
import type { OpenRoom } from "./ledger.ts";
import { People } from "./people.ts";
import type { Rank } from "./staff.ts";
import { isStaff, Staff } from "./staff.ts";
import type { Connection } from "./statement.ts";
import type { RoomParts } from "./write-rooms.ts";

/** Bans from rooms. */
export function banWrites(db: Connection, { ledger, emit }: RoomParts): Pick<Functions, "banFromRoom" | "unbanFromRoom"> {
  const people = new People(db);
  const staff = new Staff(db);
  const leaver = new Leaver(db, ledger, emit);

  /** All that a decision may need, asked for at once. */
  const facts = async (roomId: RoomId, byId: UserId, userId: UserId) =>
    await Promise.all([
      ledger.readable(roomId, byId),
      staff.rank(roomId, byId),
      people.inUse(userId),
      staff.rank(roomId, userId),
    ]);
  const mayBanHim = (room: Room, by: Rank, user: Rank): boolean =>
    room.id === loungeId ? !user.isAdmin : mayBan(room, by.role, user.role);
  const tell = async (
    opened: OpenRoom,
    type: "banned" | "unbanned",
    { user, by, at }: { user: Person; by: Person; at: number },
  ): Promise<void> => {
    const { seq } = await ledger.append(opened, { type, at, by: user, text: banDetails(by) });
    emit({ type, room: opened.room, seq, at, user, by });
  };

  const banFromRoom = async ({ roomId, userId, by: given, at, reason }: RoomBan): Promise<RoomOutcome> => {
    const [opened, banner, found, banned] = await facts(roomId, given.id, userId);
    if (opened === null) return { kind: "no_room" };
    const { room } = opened;
    if (userId === given.id || !isStaff(room, banner)) return { kind: "forbidden" };
    if (found === null) return { kind: "no_user" };
    if (!mayBanHim(room, banner, banned)) return { kind: "forbidden" };
    if (banned.isBanned) return { kind: "unchanged", room };
    if (room.archivedAt !== null) return { kind: "archived" };
    const [by, user] = [person(given), person(found)];
    const isParted = room.id !== loungeId && banned.role !== null;
    const parted = isParted ? leaver.part(opened, user, { at, removedBy: by }) : null;
    const recorded = ledger.record(opened, { action: "banned", at, by, userId, detail: reason });
    const [id, key] = await Promise.all([recorded, ledger.userKey(by.id), parted]);
    const added = ledger.bans.add({ id, room: opened.key, user: found, by: { ...by, key }, at, reason, until: null });
    await Promise.all([added, tell(opened, "banned", { user, by, at })]);
    return { kind: "done", room };
  };
  const unbanFromRoom = async ({ roomId, userId, by: given, at }: RoomUnban): Promise<RoomOutcome> => {
    const [opened, lifter, found, banned] = await facts(roomId, given.id, userId);
    if (opened === null) return { kind: "no_room" };
    const { room } = opened;
    if (!isStaff(room, lifter)) return { kind: "forbidden" };
    if (found === null) return { kind: "no_user" };
    if (!banned.isBanned) return { kind: "unchanged", room };
    if (room.archivedAt !== null) return { kind: "archived" };
    const by = person(given);
    await Promise.all([
      ledger.bans.lift(opened.key, found.key),
      ledger.record(opened, { action: "unbanned", at, by, userId }),
      tell(opened, "unbanned", { user: person(found), by, at }),
    ]);
    return { kind: "done", room };
  };
  return { banFromRoom, unbanFromRoom };
}

function person({ id, kind, name }: Person): Person {
  return { id, kind, name };
}
