import { nameKey } from "../../core/names.ts";
import type { Member } from "./member.ts";

/** The connections of this process, by what a private message may be addressed to. */
export class Members {
  readonly #byClientId = new Map<string, Member>();
  readonly #byName = new Map<string, Set<Member>>();

  add(member: Member): void {
    this.#byClientId.set(member.clientId, member);
    const key = nameKey(member.user.name);
    const others = this.#byName.get(key);
    if (others === undefined) this.#byName.set(key, new Set([member]));
    else others.add(member);
  }

  remove(member: Member): void {
    this.#byClientId.delete(member.clientId);
    const key = nameKey(member.user.name);
    const named = this.#byName.get(key);
    if (named?.delete(member) && named.size === 0) this.#byName.delete(key);
  }

  withClientId(clientId: string): Member | undefined {
    return this.#byClientId.get(clientId);
  }

  /** `key`: made by `nameKey`. */
  withName(key: string): readonly Member[] {
    return [...(this.#byName.get(key) ?? [])];
  }
}
