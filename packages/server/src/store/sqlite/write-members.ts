import type { DatabaseSync } from "node:sqlite";
import type { Person, UnixMs, UserId } from "../../ports/model.ts";
import { endsWhenEmpty, mayDo, mayRemove } from "../../ports/rights.ts";
import type { Invitation, Joining, Leaving, Removal, RoleChange, RoomOutcome } from "../../ports/rooms.ts";
import type { Handlers } from "../calls.ts";
import { codeOf, roles } from "../codes.ts";
import { number } from "../columns.ts";
import { joinedDetails } from "../details.ts";
import { BlocksTable } from "./blocks-table.ts";
import { Leaver } from "./leaver.ts";
import type { OpenRoom } from "./ledger.ts";
import { RoomChanger } from "./room-changer.ts";
import { Statement } from "./statement.ts";
import { personOf } from "./users-table.ts";
import type { RoomParts } from "./write-rooms.ts";

type MemberWrites = "joinRoom" | "invite" | "leaveRoom" | "removeMember" | "setRole";

interface Coming {
  readonly user: Person;
  readonly by: Person | null;
  readonly at: UnixMs;
  readonly maxMembers: number;
}

export function memberWrites(db: DatabaseSync, parts: RoomParts): Handlers<MemberWrites> {
  const writer = new MemberWriter(db, parts);
  return {
    joinRoom: (joining) => writer.join(joining),
    invite: (invitation) => writer.invite(invitation),
    leaveRoom: (leaving) => writer.leave(leaving),
    removeMember: (removal) => writer.remove(removal),
    setRole: (change) => writer.setRole(change),
  };
}

/** Says who is in a group, and as what. */
class MemberWriter {
  readonly #parts: RoomParts;
  readonly #changer: RoomChanger;
  readonly #blocks: BlocksTable;
  readonly #user: Statement;
  readonly #count: Statement;
  readonly #otherOwner: Statement;
  readonly #leaver: Leaver;
  readonly #setRole: Statement;

  constructor(db: DatabaseSync, parts: RoomParts) {
    this.#parts = parts;
    this.#changer = new RoomChanger(db, parts.ledger, parts.emit);
    this.#blocks = new BlocksTable(db);
    this.#user = new Statement(db, "SELECT id, kind, coalesce(display_name, name) FROM users WHERE id = ? AND kind IS NOT NULL");
    this.#count = new Statement(db, "SELECT count(*) FROM members WHERE room = ?");
    this.#otherOwner = new Statement(db, "SELECT 1 FROM members WHERE room = ? AND role = 0 AND user <> ? LIMIT 1");
    this.#leaver = new Leaver(db, parts.ledger, parts.emit);
    this.#setRole = new Statement(db, "UPDATE members SET role = ? WHERE user = ? AND room_id = ?");
  }

  join({ roomId, by, at, maxMembers }: Joining): RoomOutcome {
    const opened = this.#readable(roomId, by);
    if (opened === null) return { kind: "no_room" };
    if (this.#account(by.id) === null && !this.#isMember(opened, by.id)) return { kind: "no_user" };
    return this.#admit(opened, { user: by, by: null, at, maxMembers });
  }

  invite({ roomId, userId, by, at, maxMembers }: Invitation): RoomOutcome {
    const opened = this.#readable(roomId, by);
    if (opened === null) return { kind: "no_room" };
    if (!mayDo(opened.room, this.#roleOf(opened, by.id), "invite")) return { kind: "forbidden" };
    const user = this.#account(userId);
    if (user === null) return { kind: "no_user" };
    // The room was told of the ban: were it not the answer, they would be seen to have blocked.
    if (this.#parts.ledger.bans.isBanned(opened.key, userId)) return { kind: "forbidden" };
    // Like somebody who is not there; of a member everybody sees that they are.
    if (this.#blocks.has(userId, by.id) && !this.#isMember(opened, userId)) return { kind: "no_user" };
    return this.#admit(opened, { user, by: person(by), at, maxMembers });
  }

  leave({ roomId, by, at }: Leaving): RoomOutcome {
    const opened = this.#readable(roomId, by);
    if (opened === null) return { kind: "no_room" };
    const { room } = opened;
    if (room.kind === "direct") return { kind: "forbidden" };
    const role = this.#roleOf(opened, by.id);
    if (role === null) return { kind: "unchanged", room };
    const isLast = this.#membersIn(opened) === 1;
    if (!isLast && role === "owner" && this.#isLastOwner(opened, by.id)) return { kind: "last_owner" };
    this.#leaver.part(opened, by, { at, removedBy: null });
    if (isLast && room.archivedAt === null && endsWhenEmpty(room)) {
      this.#changer.change(opened, { ...room, archivedAt: at }, { by, at });
    }
    return { kind: "done", room: opened.room };
  }

  remove({ roomId, userId, by, at }: Removal): RoomOutcome {
    const opened = this.#readable(roomId, by);
    if (opened === null) return { kind: "no_room" };
    const { room } = opened;
    const role = this.#roleOf(opened, by.id);
    if (userId === by.id || !mayDo(room, role, "remove")) return { kind: "forbidden" };
    const [target, user] = [this.#roleOf(opened, userId), this.#person(userId)];
    if (target === null || user === null) return { kind: "no_user" };
    if (!mayRemove(room, role, target)) return { kind: "forbidden" };
    if (room.archivedAt !== null) return { kind: "archived" };
    this.#leaver.part(opened, user, { at, removedBy: person(by) });
    this.#parts.ledger.record(opened, { action: "removed", at, by, userId });
    return { kind: "done", room };
  }

  setRole({ roomId, userId, role, by: given, at }: RoleChange): RoomOutcome {
    const opened = this.#readable(roomId, given);
    if (opened === null) return { kind: "no_room" };
    const { room } = opened;
    if (!mayDo(room, this.#roleOf(opened, given.id), "set_role")) return { kind: "forbidden" };
    const [before, user] = [this.#roleOf(opened, userId), this.#person(userId)];
    if (before === null || user === null) return { kind: "no_user" };
    if (before === role) return { kind: "unchanged", room };
    if (room.archivedAt !== null) return { kind: "archived" };
    if (before === "owner" && this.#isLastOwner(opened, userId)) return { kind: "last_owner" };
    const { ledger, emit } = this.#parts;
    const by = person(given);
    this.#setRole.run(codeOf(roles, role), ledger.userKey(userId), room.id);
    const { seq } = ledger.append(opened, { type: "role_changed", at, by: user, text: joinedDetails({ role, by }) });
    emit({ type: "role_changed", room, seq, at, user, role, by });
    ledger.record(opened, { action: "role_changed", at, by, userId, detail: role });
    return { kind: "done", room };
  }

  #admit(opened: OpenRoom, { user, by, at, maxMembers }: Coming): RoomOutcome {
    const { room } = opened;
    if (this.#isMember(opened, user.id)) return { kind: "unchanged", room };
    if (room.archivedAt !== null) return { kind: "archived" };
    if (this.#membersIn(opened) >= maxMembers) return { kind: "too_many" };
    this.#parts.joiner.join(opened, user, { role: "member", by, at });
    return { kind: "done", room };
  }

  #readable(roomId: string, { id }: Person): OpenRoom | null {
    return this.#parts.ledger.readable(roomId, id);
  }

  #roleOf({ room }: OpenRoom, userId: UserId) {
    return this.#parts.ledger.rooms.roleOf(room.id, userId);
  }

  #isMember(opened: OpenRoom, userId: UserId): boolean {
    return this.#roleOf(opened, userId) !== null;
  }

  /** Counted once: a room that many join would otherwise be counted anew for each of them. */
  #membersIn(opened: OpenRoom): number {
    opened.memberCount ??= number(this.#count.get(opened.key)?.[0]);
    return opened.memberCount;
  }

  #isLastOwner({ key }: OpenRoom, userId: UserId): boolean {
    return this.#otherOwner.get(key, this.#parts.ledger.userKey(userId)) === null;
  }

  #person(userId: UserId): Person | null {
    const row = this.#user.get(userId);
    return row && personOf(row);
  }

  #account(userId: UserId): Person | null {
    const user = this.#person(userId);
    return user?.kind === "account" ? user : null;
  }
}

function person({ id, kind, name }: Person): Person {
  return { id, kind, name };
}
