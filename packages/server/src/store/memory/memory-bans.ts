import type { RoomId, UnixMs, UserId } from "../../ports/model.ts";
import type { Ban } from "../../ports/moderation.ts";

/** Who is banned from a room, or, where none is named, from the server. */
export class MemoryBans {
  readonly #bans = new Map<RoomId | null, Map<UserId, Ban>>();

  set(roomId: RoomId | null, ban: Ban): void {
    const bans = this.#bans.get(roomId) ?? new Map<UserId, Ban>();
    this.#bans.set(roomId, bans.set(ban.user.id, ban));
  }

  rename(userId: UserId, name: string): void {
    for (const bans of this.#bans.values()) {
      for (const [id, ban] of bans) {
        const user = ban.user.id === userId ? { ...ban.user, name } : ban.user;
        const by = ban.by.id === userId ? { ...ban.by, name } : ban.by;
        bans.set(id, { ...ban, user, by });
      }
    }
  }

  /** False when there was none. */
  lift(roomId: RoomId | null, userId: UserId): boolean {
    return this.#bans.get(roomId)?.delete(userId) ?? false;
  }

  isBanned(roomId: RoomId, userId: UserId): boolean {
    return this.#bans.get(roomId)?.has(userId) ?? false;
  }

  isShutOut(userId: UserId, at: UnixMs): boolean {
    const ban = this.#bans.get(null)?.get(userId);
    return ban !== undefined && holdsAt(ban, at);
  }

  /** Whether the user may not say anything in a room that they may read. */
  isSilenced(roomId: RoomId, userId: UserId, at: UnixMs): boolean {
    return this.isShutOut(userId, at) || this.isBanned(roomId, userId);
  }

  /** In their order; null for `at`: whether or not they hold. */
  of(roomId: RoomId | null, at: UnixMs | null): Ban[] {
    const bans = [...(this.#bans.get(roomId)?.values() ?? [])];
    return bans.filter((ban) => at === null || holdsAt(ban, at)).sort((a, b) => a.id - b.id);
  }
}

function holdsAt({ until }: Ban, at: UnixMs): boolean {
  return until === null || until > at;
}
