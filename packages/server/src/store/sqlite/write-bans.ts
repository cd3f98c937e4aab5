import type { DatabaseSync } from "node:sqlite";
import type { Person, UserId } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import type { RoomBan, RoomUnban } from "../../ports/moderation.ts";
import { mayBan } from "../../ports/rights.ts";
import type { RoomOutcome } from "../../ports/rooms.ts";
import type { Handlers } from "../calls.ts";
import { banDetails } from "../details.ts";
import { Leaver } from "./leaver.ts";
import type { OpenRoom } from "./ledger.ts";
import { People } from "./people.ts";
import { Staff } from "./staff.ts";
import type { RoomParts } from "./write-rooms.ts";

/** Bans from rooms. */
export function banWrites(db: DatabaseSync, { ledger, emit }: RoomParts): Handlers<"banFromRoom" | "unbanFromRoom"> {
  const people = new People(db);
  const staff = new Staff(db);
  const leaver = new Leaver(db, ledger, emit);

  const mayBanHim = ({ room }: OpenRoom, byId: UserId, userId: UserId): boolean => {
    if (room.id === loungeId) return !people.isAdmin(userId);
    return mayBan(room, ledger.rooms.roleOf(room.id, byId), ledger.rooms.roleOf(room.id, userId));
  };
  const tell = (opened: OpenRoom, type: "banned" | "unbanned", { user, by, at }: { user: Person; by: Person; at: number }) => {
    const { seq } = ledger.append(opened, { type, at, by: user, text: banDetails(by) });
    emit({ type, room: opened.room, seq, at, user, by });
  };

  const banFromRoom = ({ roomId, userId, by: given, at, reason }: RoomBan): RoomOutcome => {
    const opened = ledger.readable(roomId, given.id);
    if (opened === null) return { kind: "no_room" };
    const { room } = opened;
    if (userId === given.id || !staff.isOf(room, given.id)) return { kind: "forbidden" };
    const found = people.inUse(userId);
    if (found === null) return { kind: "no_user" };
    if (!mayBanHim(opened, given.id, userId)) return { kind: "forbidden" };
    if (ledger.bans.isBanned(opened.key, userId)) return { kind: "unchanged", room };
    if (room.archivedAt !== null) return { kind: "archived" };
    const [by, user] = [person(given), person(found)];
    if (room.id !== loungeId && ledger.rooms.isMember(roomId, userId)) leaver.part(opened, user, { at, removedBy: by });
    const id = ledger.record(opened, { action: "banned", at, by, userId, detail: reason });
    const doer = { ...by, key: ledger.userKey(by.id) };
    ledger.bans.add({ id, room: opened.key, user: found, by: doer, at, reason, until: null });
    tell(opened, "banned", { user, by, at });
    return { kind: "done", room };
  };
  const unbanFromRoom = ({ roomId, userId, by: given, at }: RoomUnban): RoomOutcome => {
    const opened = ledger.readable(roomId, given.id);
    if (opened === null) return { kind: "no_room" };
    const { room } = opened;
    if (!staff.isOf(room, given.id)) return { kind: "forbidden" };
    const found = people.inUse(userId);
    if (found === null) return { kind: "no_user" };
    if (!ledger.bans.isBanned(opened.key, userId)) return { kind: "unchanged", room };
    if (room.archivedAt !== null) return { kind: "archived" };
    const by = person(given);
    ledger.bans.lift(opened.key, found.key);
    ledger.record(opened, { action: "unbanned", at, by, userId });
    tell(opened, "unbanned", { user: person(found), by, at });
    return { kind: "done", room };
  };
  return { banFromRoom, unbanFromRoom };
}

function person({ id, kind, name }: Person): Person {
  return { id, kind, name };
}
