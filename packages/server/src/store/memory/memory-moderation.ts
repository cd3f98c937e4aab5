import type { Person, RoomId, UnixMs, UserId } from "../../ports/model.ts";
import { loungeId } from "../../ports/model.ts";
import type {
  AccountRow,
  AccountsWanted,
  AdminChange,
  RoomBan,
  RoomUnban,
  ServerBan,
  ServerBanOutcome,
  ServerOutcome,
  ServerUnban,
} from "../../ports/moderation.ts";
import { mayBan, mayDo } from "../../ports/rights.ts";
import type { RoomOutcome } from "../../ports/rooms.ts";
import { compareText } from "../text.ts";
import type { Emit, MemoryLog, RoomState } from "./memory-log.ts";
import type { MemoryUsers } from "./memory-users.ts";

/** Bans, and who may ban from the server. */
export class MemoryModeration {
  readonly #log: MemoryLog;
  readonly #users: MemoryUsers;

  constructor(log: MemoryLog, users: MemoryUsers) {
    this.#log = log;
    this.#users = users;
  }

  /** Anybody the store knows, by the name they show. */
  person(id: UserId): Person | null {
    const user = this.#users.find(id);
    if (user !== null) return { id, kind: user.kind, name: user.displayName ?? user.name };
    return this.#log.strangers.has(id) ? { id, kind: "address", name: id } : null;
  }

  /** Nobody for a deleted account. */
  inUse(id: UserId): Person | null {
    return this.#users.isGone(id) ? null : this.person(id);
  }

  /** Whether they may ban somebody from the room, and read what is kept of that. */
  isStaff({ room, members }: RoomState, userId: UserId): boolean {
    return room.id === loungeId ? this.#users.isAdmin(userId) : mayDo(room, members.get(userId)?.role ?? null, "ban");
  }

  banFromRoom({ roomId, userId, by, at, reason }: RoomBan, emit: Emit): RoomOutcome {
    const state = this.#log.readable(roomId, by.id);
    if (state === null) return { kind: "no_room" };
    const { room, members } = state;
    if (userId === by.id || !this.isStaff(state, by.id)) return { kind: "forbidden" };
    const user = this.inUse(userId);
    if (user === null) return { kind: "no_user" };
    if (!this.#mayBan(state, by.id, userId)) return { kind: "forbidden" };
    if (this.#log.bans.isBanned(roomId, userId)) return { kind: "unchanged", room };
    if (room.archivedAt !== null) return { kind: "archived" };
    const doer = person(by);
    if (room.id !== loungeId && members.delete(userId)) {
      this.#log.append(state, { type: "member_left", at, user, reason: "removed", by: doer }, emit);
    }
    const id = this.#log.audit.append({ at, by, action: "banned", roomId, userId, detail: reason }, room.kind === "public");
    this.#log.bans.set(roomId, { id, user, by: doer, at, reason, until: null });
    this.#log.append(state, { type: "banned", at, user, by: doer }, emit);
    return { kind: "done", room };
  }

  unbanFromRoom({ roomId, userId, by, at }: RoomUnban, emit: Emit): RoomOutcome {
    const state = this.#log.readable(roomId, by.id);
    if (state === null) return { kind: "no_room" };
    const { room } = state;
    if (!this.isStaff(state, by.id)) return { kind: "forbidden" };
    const user = this.inUse(userId);
    if (user === null) return { kind: "no_user" };
    if (!this.#log.bans.isBanned(roomId, userId)) return { kind: "unchanged", room };
    if (room.archivedAt !== null) return { kind: "archived" };
    this.#log.bans.lift(roomId, userId);
    this.#log.audit.append({ at, by, action: "unbanned", roomId, userId }, room.kind === "public");
    this.#log.append(state, { type: "unbanned", at, user, by: person(by) }, emit);
    return { kind: "done", room };
  }

  banFromServer({ userId, by, at, reason, until }: ServerBan): ServerBanOutcome {
    if (userId === by.id || !this.#users.isAdmin(by.id)) return { kind: "forbidden" };
    const user = this.inUse(userId);
    if (user === null) return { kind: "no_user" };
    if (this.#users.isAdmin(userId)) return { kind: "forbidden" };
    const id = this.#log.audit.append({ at, by, action: "banned", userId, detail: reason, until }, true);
    this.#log.bans.set(null, { id, user, by: person(by), at, reason, until });
    return { kind: "done", sessionIds: this.#users.endSessionsOf(userId) };
  }

  unbanFromServer({ userId, by, at }: ServerUnban): ServerOutcome {
    if (!this.#users.isAdmin(by.id)) return { kind: "forbidden" };
    if (this.inUse(userId) === null) return { kind: "no_user" };
    if (!this.#log.bans.lift(null, userId)) return { kind: "unchanged" };
    this.#log.audit.append({ at, by, action: "unbanned", userId }, true);
    return { kind: "done" };
  }

  setAdmin({ userId, isAdmin, by, at }: AdminChange): ServerOutcome {
    if (by !== null && !this.#users.isAdmin(by.id)) return { kind: "forbidden" };
    if (this.#users.account(userId) === null) return { kind: "no_user" };
    if (this.#users.isAdmin(userId) === isAdmin) return { kind: "unchanged" };
    if (isAdmin ? this.#log.bans.isShutOut(userId, at) : this.#users.adminCount === 1) return { kind: "forbidden" };
    this.#users.setAdmin(userId, isAdmin);
    this.#log.audit.append({ at, by, action: isAdmin ? "admin_made" : "admin_unmade", userId }, true);
    return { kind: "done" };
  }

  accounts({ prefix, afterKey, at, limit }: AccountsWanted): AccountRow[] {
    return this.#users
      .named()
      .filter(({ nameKey }) => nameKey.startsWith(prefix) && compareText(nameKey, afterKey) > 0)
      .sort((a, b) => compareText(a.nameKey, b.nameKey))
      .slice(0, limit)
      .map(({ nameKey, user }) => ({
        user,
        nameKey,
        isAdmin: this.#users.isAdmin(user.id),
        isBanned: this.#log.bans.isShutOut(user.id, at),
      }));
  }

  /** Bans from the server that were over before then; answers how many. */
  purgeBans(before: UnixMs, limit: number): number {
    const over = this.#log.bans.of(null, null).filter(({ until }) => until !== null && until < before);
    const doomed = over.sort((a, b) => (a.until ?? 0) - (b.until ?? 0) || a.id - b.id).slice(0, limit);
    for (const { user } of doomed) this.#log.bans.lift(null, user.id);
    return doomed.length;
  }

  bansOf(roomId: RoomId | null, at: UnixMs | null, { afterId, limit }: { afterId: number; limit: number }) {
    return this.#log.bans
      .of(roomId, at)
      .filter(({ id }) => id > afterId)
      .slice(0, limit);
  }

  #mayBan({ room, members }: RoomState, byId: UserId, userId: UserId): boolean {
    if (room.id === loungeId) return !this.#users.isAdmin(userId);
    return mayBan(room, members.get(byId)?.role ?? null, members.get(userId)?.role ?? null);
  }
}

function person({ id, kind, name }: Person): Person {
  return { id, kind, name };
}
