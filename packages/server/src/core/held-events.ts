import type { MessageId, RoomEvent, RoomId } from "../ports/model.ts";

/** An event that is not shown yet, and what is to be known of it then. */
export interface Held<T> {
  /** Of the message; of what is no message, that of the last before it of the same room. */
  readonly id: MessageId;
  readonly event: RoomEvent;
  readonly about: T;
}

/** Events held back, by message id. What is no message stays behind those of its room. */
export class HeldEvents<T> {
  #held: Held<T>[] = [];
  /** The greatest id held of each room, and how many events. */
  readonly #rooms = new Map<RoomId, { newest: MessageId; count: number }>();

  get size(): number {
    return this.#held.length;
  }

  /** 0 for what need not wait: no message, of a room of which none is held. */
  idOf(event: RoomEvent): MessageId {
    return event.type === "posted" ? event.message.id : (this.#rooms.get(event.room.id)?.newest ?? 0);
  }

  add(event: RoomEvent, about: T): Held<T> {
    const held: Held<T> = { id: this.idOf(event), event, about };
    let at = this.#held.length;
    while (at > 0 && (this.#held[at - 1]?.id ?? 0) > held.id) at -= 1;
    this.#held.splice(at, 0, held);
    const room = this.#rooms.get(event.room.id) ?? { newest: 0, count: 0 };
    room.newest = Math.max(room.newest, held.id);
    room.count += 1;
    this.#rooms.set(event.room.id, room);
    return held;
  }

  /** Takes out those with the smallest ids, up to the first that is not due. */
  takeDue(isDue: (held: Held<T>) => boolean): readonly Held<T>[] {
    const until = this.#held.findIndex((held) => !isDue(held));
    const due = this.#held.splice(0, until < 0 ? this.#held.length : until);
    for (const { event } of due) {
      const room = this.#rooms.get(event.room.id);
      if (room !== undefined && --room.count === 0) this.#rooms.delete(event.room.id);
    }
    return due;
  }

  clear(): void {
    this.#held = [];
    this.#rooms.clear();
  }
}
