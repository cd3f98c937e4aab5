import type { Person, Role, RoomId, UnixMs, UserId } from "../../ports/model.ts";
import { endsWhenEmpty, mayDo, mayRemove } from "../../ports/rights.ts";
import type { Invitation, Joining, Leaving, Removal, RoleChange, RoomOutcome } from "../../ports/rooms.ts";
import type { Functions } from "../calls.ts";
import { codeOf, roles } from "../codes.ts";
import { number } from "../columns.ts";
import { joinedDetails } from "../details.ts";
import { BlocksTable } from "./blocks-table.ts";
import { Leaver } from "./leaver.ts";
import type { OpenRoom } from "./ledger.ts";
import { RoomChanger } from "./room-changer.ts";
import { Staff } from "./staff.ts";
import type { Connection } from "./statement.ts";
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

export function memberWrites(db: Connection, parts: RoomParts): Pick<Functions, MemberWrites> {
  const writer = new MemberWriter(db, parts);
  return {
    joinRoom: (joining) => writer.join(joining),
    invite: (invitation) => writer.invite(invitation),
    leaveRoom: (leaving) => writer.leave(leaving),
    removeMember: (removal) => writer.remove(removal),
    setRole: (change) => writer.setRole(change),
  };
}

/** Says who is in a group, and as what. All that a decision may need is asked for at once, before the first of it is looked at. */
class MemberWriter {
  readonly #parts: RoomParts;
  readonly #changer: RoomChanger;
  readonly #blocks: BlocksTable;
  readonly #staff: Staff;
  readonly #leaver: Leaver;
  readonly #user: Statement;
  readonly #count: Statement;
  readonly #otherMember: Statement;
  readonly #otherOwner: Statement;
  readonly #setRole: Statement;

  constructor(db: Connection, parts: RoomParts) {
    this.#parts = parts;
    this.#changer = new RoomChanger(db, parts.ledger, parts.emit);
    this.#blocks = new BlocksTable(db);
    this.#staff = new Staff(db);
    this.#leaver = new Leaver(db, parts.ledger, parts.emit);
    this.#user = new Statement(db, "SELECT id, kind, coalesce(display_name, name) FROM users WHERE id = $1 AND kind IS NOT NULL");
    this.#count = new Statement(db, "SELECT count(*) FROM members WHERE room = $1");
    const other = (rest: string): Statement =>
      new Statement(
        db,
        `SELECT 1 FROM members WHERE room = (SELECT key FROM rooms WHERE id = $1) ${rest}
         AND "user" <> (SELECT key FROM users WHERE id = $2) LIMIT 1`,
      );
    this.#otherMember = other("");
    this.#otherOwner = other(`AND role = ${codeOf(roles, "owner")}`);
    this.#setRole = new Statement(
      db,
      `UPDATE members SET role = $1 WHERE "user" = (SELECT key FROM users WHERE id = $2) AND room_id = $3`,
    );
  }

  async join({ roomId, by, at, maxMembers }: Joining): Promise<RoomOutcome> {
    const [opened, account, role] = await Promise.all([
      this.#readable(roomId, by),
      this.#account(by.id),
      this.#roleOf(roomId, by.id),
    ]);
    if (opened === null) return { kind: "no_room" };
    if (role !== null) return { kind: "unchanged", room: opened.room };
    if (account === null) return { kind: "no_user" };
    return await this.#admit(opened, { user: by, by: null, at, maxMembers });
  }

  async invite({ roomId, userId, by, at, maxMembers }: Invitation): Promise<RoomOutcome> {
    const [opened, inviter, user, rank, isBlocked] = await Promise.all([
      this.#readable(roomId, by),
      this.#roleOf(roomId, by.id),
      this.#account(userId),
      this.#staff.rank(roomId, userId),
      this.#blocks.has(userId, by.id),
    ]);
    if (opened === null) return { kind: "no_room" };
    if (!mayDo(opened.room, inviter, "invite")) return { kind: "forbidden" };
    if (user === null) return { kind: "no_user" };
    // The room was told of the ban: were it not the answer, they would be seen to have blocked.
    if (rank.isBanned) return { kind: "forbidden" };
    if (rank.role !== null) return { kind: "unchanged", room: opened.room };
    // Like somebody who is not there; of a member everybody sees that they are.
    if (isBlocked) return { kind: "no_user" };
    return await this.#admit(opened, { user, by: person(by), at, maxMembers });
  }

  async leave({ roomId, by, at }: Leaving): Promise<RoomOutcome> {
    const [opened, role, otherMember, isLastOwner] = await Promise.all([
      this.#readable(roomId, by),
      this.#roleOf(roomId, by.id),
      this.#otherMember.get(roomId, by.id),
      this.#isLastOwner(roomId, by.id),
    ]);
    if (opened === null) return { kind: "no_room" };
    const { room } = opened;
    if (room.kind === "direct") return { kind: "forbidden" };
    if (role === null) return { kind: "unchanged", room };
    const isLast = otherMember === null;
    if (!isLast && role === "owner" && isLastOwner) return { kind: "last_owner" };
    await this.#leaver.part(opened, by, { at, removedBy: null });
    if (isLast && room.archivedAt === null && endsWhenEmpty(room)) {
      await this.#changer.change(opened, { ...room, archivedAt: at }, { by, at });
    }
    return { kind: "done", room: opened.room };
  }

  async remove({ roomId, userId, by, at }: Removal): Promise<RoomOutcome> {
    const [opened, role, target, user] = await Promise.all([
      this.#readable(roomId, by),
      this.#roleOf(roomId, by.id),
      this.#roleOf(roomId, userId),
      this.#person(userId),
    ]);
    if (opened === null) return { kind: "no_room" };
    const { room } = opened;
    if (userId === by.id || !mayDo(room, role, "remove")) return { kind: "forbidden" };
    if (target === null || user === null) return { kind: "no_user" };
    if (!mayRemove(room, role, target)) return { kind: "forbidden" };
    if (room.archivedAt !== null) return { kind: "archived" };
    const removedBy = person(by);
    const recorded = this.#parts.ledger.record(opened, { action: "removed", at, by, userId });
    await Promise.all([this.#leaver.part(opened, user, { at, removedBy }), recorded]);
    return { kind: "done", room };
  }

  async setRole({ roomId, userId, role, by: given, at }: RoleChange): Promise<RoomOutcome> {
    const [opened, setter, before, user, isLastOwner] = await Promise.all([
      this.#readable(roomId, given),
      this.#roleOf(roomId, given.id),
      this.#roleOf(roomId, userId),
      this.#person(userId),
      this.#isLastOwner(roomId, userId),
    ]);
    if (opened === null) return { kind: "no_room" };
    const { room } = opened;
    if (!mayDo(room, setter, "set_role")) return { kind: "forbidden" };
    if (before === null || user === null) return { kind: "no_user" };
    if (before === role) return { kind: "unchanged", room };
    if (room.archivedAt !== null) return { kind: "archived" };
    if (before === "owner" && isLastOwner) return { kind: "last_owner" };
    const { ledger, emit } = this.#parts;
    const by = person(given);
    const [{ seq }] = await Promise.all([
      ledger.append(opened, { type: "role_changed", at, by: user, text: joinedDetails({ role, by }) }),
      this.#setRole.run(codeOf(roles, role), userId, roomId),
      ledger.record(opened, { action: "role_changed", at, by, userId, detail: role }),
    ]);
    emit({ type: "role_changed", room, seq, at, user, role, by });
    return { kind: "done", room };
  }

  /** Somebody who is no member. */
  async #admit(opened: OpenRoom, { user, by, at, maxMembers }: Coming): Promise<RoomOutcome> {
    const { room } = opened;
    if (room.archivedAt !== null) return { kind: "archived" };
    // Every member came with an event: a room that had fewer is not full, and most need not be counted.
    if (opened.lastSeq >= maxMembers && (await this.#membersIn(opened)) >= maxMembers) return { kind: "too_many" };
    await this.#parts.joiner.join(opened, user, { role: "member", by, at });
    return { kind: "done", room };
  }

  async #readable(roomId: RoomId, { id }: Person): Promise<OpenRoom | null> {
    return await this.#parts.ledger.readable(roomId, id);
  }

  async #roleOf(roomId: RoomId, userId: UserId): Promise<Role | null> {
    return await this.#parts.ledger.rooms.roleOf(roomId, userId);
  }

  /** Counted once in a batch: a room that many join would otherwise be counted anew for each of them. */
  async #membersIn(opened: OpenRoom): Promise<number> {
    opened.memberCount ??= number((await this.#count.get(opened.key))?.[0]);
    return opened.memberCount;
  }

  async #isLastOwner(roomId: RoomId, userId: UserId): Promise<boolean> {
    return (await this.#otherOwner.get(roomId, userId)) === null;
  }

  async #person(userId: UserId): Promise<Person | null> {
    const row = await this.#user.get(userId);
    return row && personOf(row);
  }

  async #account(userId: UserId): Promise<Person | null> {
    const user = await this.#person(userId);
    return user?.kind === "account" ? user : null;
  }
}

function person({ id, kind, name }: Person): Person {
  return { id, kind, name };
}
