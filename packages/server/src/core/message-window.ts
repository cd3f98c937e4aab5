import type { Message, MessageId, RoomEvent, UserId } from "../ports/model.ts";

/** The newest messages of a room in their present state, oldest first, at most `capacity`. */
export class MessageWindow {
  readonly #capacity: number;
  readonly #messages: Message[];

  constructor(capacity: number, messages: readonly Message[]) {
    this.#capacity = capacity;
    this.#messages = [...messages];
  }

  recent(limit: number): readonly Message[] {
    return this.#messages.slice(Math.max(0, this.#messages.length - Math.max(0, limit)));
  }

  apply(event: RoomEvent): void {
    switch (event.type) {
      case "posted":
        this.#messages.push(event.message);
        if (this.#messages.length > this.#capacity) this.#messages.shift();
        return;
      case "reaction_added":
      case "reaction_removed":
      case "edited":
      case "deleted":
      case "pinned":
      case "unpinned":
        this.#replace(event.message);
        return;
      case "member_joined":
      case "member_left":
      case "role_changed":
      case "room_changed":
      case "banned":
      case "unbanned":
        return;
    }
  }

  /** What the user said is shown under this name from now on. */
  rename(userId: UserId, name: string): void {
    for (const [at, message] of this.#messages.entries()) {
      if (message.author.id === userId) this.#messages[at] = { ...message, author: { ...message.author, name } };
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
