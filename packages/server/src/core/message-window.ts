import type { Message, MessageId, RoomEvent } from "../ports/model.ts";

/** The newest messages of a room in their present state, oldest first, at most `capacity`. */
export class MessageWindow {
  readonly #capacity: number;
  /** May grow to twice the capacity before it is cut, so that a message costs the same on average however many are kept. */
  #messages: Message[];

  constructor(capacity: number, messages: readonly Message[]) {
    this.#capacity = capacity;
    this.#messages = [...messages];
  }

  recent(limit: number): readonly Message[] {
    const count = Math.max(0, Math.min(limit, this.#capacity, this.#messages.length));
    return this.#messages.slice(this.#messages.length - count);
  }

  apply(event: RoomEvent): void {
    switch (event.type) {
      case "posted":
        this.#messages.push(event.message);
        if (this.#messages.length > 2 * this.#capacity) this.#messages = this.#messages.slice(-this.#capacity);
        return;
      case "reaction_added":
      case "reaction_removed":
        this.#replace(event.message);
        return;
      case "member_joined":
        return;
    }
  }

  #replace(message: Message): void {
    const index = this.#indexOf(message.id);
    if (this.#messages[index]?.id === message.id) this.#messages[index] = message;
  }

  /** Where the id is or would be; ids increase within a room. */
  #indexOf(id: MessageId): number {
    let [low, high] = [0, this.#messages.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#messages[middle]?.id ?? id) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
