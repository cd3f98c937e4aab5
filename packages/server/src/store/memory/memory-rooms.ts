import type { Person, Role, Room, RoomId, Seq, UnixMs, User, UserId } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import { endsWhenEmpty, mayDo, mayRemove } from "../../ports/rights.ts";
import type {
  Invitation,
  Joining,
  Leaving,
  Member,
  NewRoom,
  NewRoomOutcome,
  Removal,
  RoleChange,
  RoomChange,
  RoomOutcome,
  Standing,
} from "../../ports/rooms.ts";
import { compareText } from "../text.ts";
import type { MemoryBlocks } from "./memory-blocks.ts";
import type { Emit, MemoryLog, RoomState } from "./memory-log.ts";
import { sortedPair } from "./memory-log.ts";
import type { MemoryUsers } from "./memory-users.ts";

const dayMs = 24 * 3_600_000;

interface Coming {
  readonly user: Person;
  readonly role: Role;
  readonly by: Person | null;
  readonly at: UnixMs;
}

interface Doing {
  readonly by: Person;
  readonly at: UnixMs;
  readonly emit: Emit;
}

/** Rooms and who is in them. */
export class MemoryRooms {
  readonly #log: MemoryLog;
  readonly #users: MemoryUsers;
  readonly #blocks: MemoryBlocks;
  readonly #directs = new Map<string, RoomState>();

  constructor(log: MemoryLog, users: MemoryUsers, blocks: MemoryBlocks) {
    this.#log = log;
    this.#users = users;
    this.#blocks = blocks;
    log.add({ id: loungeId, kind: "public", name: "lounge", topic: null, archivedAt: null, pair: [] });
  }

  find(id: RoomId): Room | null {
    return this.#log.rooms.get(id)?.room ?? null;
  }

  roleOf(roomId: RoomId, userId: UserId): Role | null {
    return this.#log.rooms.get(roomId)?.members.get(userId)?.role ?? null;
  }

  membersOf(roomId: RoomId, afterSeq: Seq, limit: number): Member[] {
    const members = [...(this.#log.rooms.get(roomId)?.members.values() ?? [])];
    return members.filter(({ seq }) => seq > afterSeq).slice(0, limit);
  }

  roomsOf(userId: UserId, afterRoomId: RoomId, limit: number): Room[] {
    return page(this.#of(userId), afterRoomId, limit);
  }

  standingsOf(userId: UserId, afterRoomId: RoomId, limit: number): Standing[] {
    return this.roomsOf(userId, afterRoomId, limit).map((room) => {
      const state = this.#log.rooms.get(room.id);
      return { room, role: this.roleOf(room.id, userId) ?? "member", seq: state?.entries.length ?? 0 };
    });
  }

  publicRooms(userId: UserId, afterRoomId: RoomId, limit: number): Room[] {
    const open = [...this.#log.rooms.values()].filter(({ room }) => room.kind === "public" && room.archivedAt === null);
    return page(
      open.filter(({ room }) => this.#log.readable(room.id, userId) !== null),
      afterRoomId,
      limit,
    );
  }

  share(a: UserId, b: UserId): boolean {
    return this.#of(a).some(({ members }) => members.has(b));
  }

  /** What an account made a moment ago does by itself. */
  joinPublic(roomId: RoomId, user: Person, { at, emit }: { at: UnixMs; emit: Emit }): void {
    const state = this.#log.rooms.get(roomId);
    if (state === undefined || state.room.kind !== "public" || state.room.archivedAt !== null || state.members.has(user.id))
      return;
    this.#join(state, { user, role: "member", by: null, at }, emit);
  }

  openDirect(from: Person, to: Person, { newRoomId, at, emit }: { newRoomId: RoomId; at: UnixMs; emit: Emit }): Room {
    const pair = from.id === to.id ? [from] : [from, to];
    const key = JSON.stringify(pair.map(({ id }) => id).sort());
    const existing = this.#directs.get(key);
    if (existing !== undefined) return existing.room;
    const room: Room = { id: newRoomId, kind: "direct", name: null, topic: null, archivedAt: null, pair: sortedPair(pair) };
    const state = this.#log.add(room);
    this.#directs.set(key, state);
    for (const user of pair) this.#join(state, { user, role: "member", by: null, at }, emit);
    return room;
  }

  create({ id, kind, name, topic, by, at, maxPerDay }: NewRoom, emit: Emit): NewRoomOutcome {
    if (this.#users.account(by.id) === null) return { kind: "no_user" };
    const made = [...this.#log.rooms.values()].filter((state) => state.made?.by === by.id && state.made.at > at - dayMs);
    if (made.length >= maxPerDay) return { kind: "too_many" };
    const state = this.#log.add({ id, kind, name, topic, archivedAt: null, pair: [] }, { by: by.id, at });
    this.#join(state, { user: person(by), role: "owner", by: null, at }, emit);
    return { kind: "created", room: state.room };
  }

  change({ roomId, by, at, name, topic, archived }: RoomChange, emit: Emit): RoomOutcome {
    const state = this.#log.readable(roomId, by.id);
    if (state === null) return { kind: "no_room" };
    const { room } = state;
    const role = this.roleOf(roomId, by.id);
    if (name !== undefined && !mayDo(room, role, "rename")) return { kind: "forbidden" };
    if (topic !== undefined && !mayDo(room, role, "set_topic")) return { kind: "forbidden" };
    if (archived !== undefined && !mayDo(room, role, "archive")) return { kind: "forbidden" };
    const isArchived = archived ?? room.archivedAt !== null;
    const archivedAt = isArchived ? (room.archivedAt ?? at) : null;
    const changed: Room = { ...room, name: name ?? room.name, topic: topic === undefined ? room.topic : topic, archivedAt };
    if (changed.name === room.name && changed.topic === room.topic && archivedAt === room.archivedAt) {
      return { kind: "unchanged", room };
    }
    if (room.archivedAt !== null && isArchived) return { kind: "archived" };
    this.#changed(state, changed, { by, at, emit });
    return { kind: "done", room: changed };
  }

  join({ roomId, by, at, maxMembers }: Joining, emit: Emit): RoomOutcome {
    const state = this.#log.readable(roomId, by.id);
    if (state === null) return { kind: "no_room" };
    if (this.#users.account(by.id) === null && !state.members.has(by.id)) return { kind: "no_user" };
    return this.#admit(state, { user: person(by), role: "member", by: null, at }, { maxMembers, emit });
  }

  invite({ roomId, userId, by, at, maxMembers }: Invitation, emit: Emit): RoomOutcome {
    const state = this.#log.readable(roomId, by.id);
    if (state === null) return { kind: "no_room" };
    if (!mayDo(state.room, this.roleOf(roomId, by.id), "invite")) return { kind: "forbidden" };
    const account = this.#users.account(userId);
    if (account === null) return { kind: "no_user" };
    // The room was told of the ban: were it not the answer, they would be seen to have blocked.
    if (this.#log.bans.isBanned(roomId, userId)) return { kind: "forbidden" };
    // Like somebody who is not there; of a member everybody sees that they are.
    if (this.#blocks.has(userId, by.id) && !state.members.has(userId)) return { kind: "no_user" };
    const user = shownPerson(account);
    return this.#admit(state, { user, role: "member", by: person(by), at }, { maxMembers, emit });
  }

  leave({ roomId, by, at }: Leaving, emit: Emit): RoomOutcome {
    const state = this.#log.readable(roomId, by.id);
    if (state === null) return { kind: "no_room" };
    if (state.room.kind === "direct") return { kind: "forbidden" };
    if (!state.members.has(by.id)) return { kind: "unchanged", room: state.room };
    if (state.members.size > 1 && this.#isLastOwner(state, by.id)) return { kind: "last_owner" };
    this.#gone(state, { by, at, emit });
    return { kind: "done", room: state.room };
  }

  /** Out of all groups, for good, by somebody whose account ends. */
  leaveAll(by: Person, at: UnixMs, emit: Emit): void {
    const groups = this.#of(by.id).filter(({ room }) => room.kind !== "direct");
    for (const state of groups.sort((a, b) => compareText(a.room.id, b.room.id))) {
      if (this.#isLastOwner(state, by.id)) this.#bequeath(state, { by, at, emit });
      this.#gone(state, { by, at, emit });
    }
  }

  #bequeath(state: RoomState, { by, at, emit }: Doing): void {
    const others = [...state.members.values()].filter(({ user }) => user.id !== by.id);
    const heir = others.find(({ role }) => role === "moderator") ?? others[0];
    const user = heir && this.#users.find(heir.user.id);
    if (heir === undefined || !user) return;
    state.members.set(user.id, { ...heir, role: "owner" });
    this.#log.append(state, { type: "role_changed", at, user: shownPerson(user), role: "owner", by }, emit);
    const about = { roomId: state.room.id, userId: user.id, detail: "owner" };
    this.#log.audit.append({ at, by, action: "role_changed", ...about }, state.room.kind === "public");
  }

  #gone(state: RoomState, { by, at, emit }: Doing): void {
    state.members.delete(by.id);
    this.#log.append(state, { type: "member_left", at, user: person(by), reason: "left", by: null }, emit);
    if (state.members.size === 0 && state.room.archivedAt === null && endsWhenEmpty(state.room)) {
      this.#changed(state, { ...state.room, archivedAt: at }, { by, at, emit });
    }
  }

  remove({ roomId, userId, by, at }: Removal, emit: Emit): RoomOutcome {
    const state = this.#log.readable(roomId, by.id);
    if (state === null) return { kind: "no_room" };
    const role = this.roleOf(roomId, by.id);
    if (userId === by.id || !mayDo(state.room, role, "remove")) return { kind: "forbidden" };
    const [target, user] = [this.roleOf(roomId, userId), this.#users.find(userId)];
    if (target === null || user === null) return { kind: "no_user" };
    if (!mayRemove(state.room, role, target)) return { kind: "forbidden" };
    if (state.room.archivedAt !== null) return { kind: "archived" };
    state.members.delete(userId);
    const left = { type: "member_left", at, user: shownPerson(user), reason: "removed", by: person(by) } as const;
    this.#log.append(state, left, emit);
    this.#log.audit.append({ at, by, action: "removed", roomId, userId }, state.room.kind === "public");
    return { kind: "done", room: state.room };
  }

  setRole({ roomId, userId, role, by, at }: RoleChange, emit: Emit): RoomOutcome {
    const state = this.#log.readable(roomId, by.id);
    if (state === null) return { kind: "no_room" };
    if (!mayDo(state.room, this.roleOf(roomId, by.id), "set_role")) return { kind: "forbidden" };
    const [member, user] = [state.members.get(userId), this.#users.find(userId)];
    if (member === undefined || user === null) return { kind: "no_user" };
    if (member.role === role) return { kind: "unchanged", room: state.room };
    if (state.room.archivedAt !== null) return { kind: "archived" };
    if (this.#isLastOwner(state, userId)) return { kind: "last_owner" };
    state.members.set(userId, { ...member, role });
    this.#log.append(state, { type: "role_changed", at, user: shownPerson(user), role, by: person(by) }, emit);
    const about = { roomId, userId, detail: role };
    this.#log.audit.append({ at, by, action: "role_changed", ...about }, state.room.kind === "public");
    return { kind: "done", room: state.room };
  }

  #isLastOwner({ members }: RoomState, userId: UserId): boolean {
    const owners = [...members.values()].filter(({ role }) => role === "owner");
    return owners.length === 1 && owners[0]?.user.id === userId;
  }

  #changed(state: RoomState, room: Room, { by, at, emit }: { by: Person; at: UnixMs; emit: Emit }): void {
    const wasArchived = state.room.archivedAt !== null;
    const isArchived = room.archivedAt !== null;
    if (wasArchived !== isArchived) {
      const action = isArchived ? "archived" : "unarchived";
      this.#log.audit.append({ at, by, action, roomId: room.id }, room.kind === "public");
    }
    state.room = room;
    this.#log.append(state, { type: "room_changed", at, room, by: person(by) }, emit);
  }

  #admit(state: RoomState, coming: Coming, { maxMembers, emit }: { maxMembers: number; emit: Emit }): RoomOutcome {
    const { room, members } = state;
    if (members.has(coming.user.id)) return { kind: "unchanged", room };
    if (room.archivedAt !== null) return { kind: "archived" };
    if (members.size >= maxMembers) return { kind: "too_many" };
    this.#join(state, coming, emit);
    return { kind: "done", room };
  }

  #join(state: RoomState, { user: given, role, by, at }: Coming, emit: Emit): void {
    const user = person(given);
    state.members.set(user.id, { user, role, seq: state.entries.length + 1 });
    this.#log.append(state, { type: "member_joined", at, user, role, by }, emit);
  }

  #of(userId: UserId): RoomState[] {
    return [...this.#log.rooms.values()].filter(({ members }) => members.has(userId));
  }
}

function page(states: readonly RoomState[], afterRoomId: RoomId, limit: number): Room[] {
  return states
    .map(({ room }) => room)
    .filter(({ id }) => compareText(id, afterRoomId) > 0)
    .sort((a, b) => compareText(a.id, b.id))
    .slice(0, limit);
}

export function person({ id, kind, name }: Person): Person {
  return { id, kind, name };
}

function shownPerson({ id, kind, name, displayName }: User): Person {
  return { id, kind, name: displayName ?? name };
}
