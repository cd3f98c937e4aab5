import type { UserId } from "../../ports/model.ts";
import type { Blocking, BlockOutcome } from "../../ports/personal.ts";
import { compareText } from "../text.ts";
import type { MemoryUsers } from "./memory-users.ts";

/** Who has blocked whom. */
export class MemoryBlocks {
  readonly #users: MemoryUsers;
  readonly #blocked = new Map<UserId, Set<UserId>>();

  constructor(users: MemoryUsers) {
    this.#users = users;
  }

  has(by: UserId, other: UserId): boolean {
    return this.#blocked.get(by)?.has(other) ?? false;
  }

  between(a: UserId, b: UserId): boolean {
    return this.has(a, b) || this.has(b, a);
  }

  add({ userId, otherId, maxBlocks }: Blocking): BlockOutcome {
    if (userId === otherId || this.#users.inUse(userId) === null || this.#users.inUse(otherId) === null)
      return { kind: "no_user" };
    const blocked = this.#blocked.get(userId) ?? new Set();
    if (blocked.has(otherId)) return { kind: "unchanged" };
    if (blocked.size >= maxBlocks) return { kind: "too_many" };
    this.#blocked.set(userId, blocked.add(otherId));
    return { kind: "done" };
  }

  remove(userId: UserId, otherId: UserId): boolean {
    return this.#blocked.get(userId)?.delete(otherId) ?? false;
  }

  /** Nobody is blocked by them or blocks them any more. */
  forget(userId: UserId): void {
    this.#blocked.delete(userId);
    for (const others of this.#blocked.values()) others.delete(userId);
  }

  of(userId: UserId): UserId[] {
    return [...(this.#blocked.get(userId) ?? [])].sort(compareText);
  }
}
