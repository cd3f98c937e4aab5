import type { Hub } from "@parlance/zo";
import type { NativeRoutes, Person, PresenceStatus } from "../contract.ts";

/** Presence and typing of the model: who looks at what, and is told. */
export class Signals {
  /** Users by the connections that watch them. */
  readonly #watched = new Map<string, ReadonlySet<string>>();
  /** Rooms by the connections that look at them. */
  readonly #looked = new Map<string, readonly string[]>();
  readonly #states = new Map<string, PresenceStatus["state"]>();
  readonly #writing = new Map<string, readonly Person[]>();
  readonly #hub: () => Hub<NativeRoutes>;

  constructor(hub: () => Hub<NativeRoutes>) {
    this.#hub = hub;
  }

  /** Users and rooms that somebody looks at. */
  get looksAt(): readonly string[] {
    return [...this.#watched.values(), ...this.#looked.values()].flatMap((ids) => [...ids]);
  }

  is(userId: string, state: PresenceStatus["state"]): void {
    this.#states.set(userId, state);
    const told = [...this.#watched].flatMap(([clientId, userIds]) => (userIds.has(userId) ? [clientId] : []));
    this.#hub().send.presence.onChanged({ userId, state }).to(told);
  }

  writes(roomId: string, user: Person, isTyping: boolean): void {
    const others = (this.#writing.get(roomId) ?? []).filter(({ id }) => id !== user.id);
    this.#writing.set(roomId, isTyping ? [...others, user] : others);
    const told = [...this.#looked].flatMap(([clientId, roomIds]) => (roomIds.includes(roomId) ? [clientId] : []));
    this.#hub().send.typing.onTyping({ roomId, user, isTyping }).to(told);
  }

  watch(clientId: string, userIds: readonly string[]) {
    this.#watched.set(clientId, new Set([...(this.#watched.get(clientId) ?? []), ...userIds]));
    return { users: userIds.map((userId) => ({ userId, state: this.#states.get(userId) ?? ("offline" as const) })) };
  }

  unwatch(clientId: string, userIds: readonly string[]): void {
    this.#watched.set(clientId, new Set([...(this.#watched.get(clientId) ?? [])].filter((id) => !userIds.includes(id))));
  }

  look(clientId: string, roomIds: readonly string[]) {
    this.#looked.set(clientId, roomIds);
    return { rooms: roomIds.map((roomId) => ({ roomId, users: [...(this.#writing.get(roomId) ?? [])] })) };
  }

  gone(clientId: string): void {
    this.#watched.delete(clientId);
    this.#looked.delete(clientId);
  }
}
