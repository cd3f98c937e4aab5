import { ChatError } from "../base/errors.ts";
import type { RoomEvent } from "../contract.ts";

const maxTries = 5;

/**
 * Events that come while a question about the room is under way. An answer is as of one seq, and the room goes on meanwhile: what came after
 * that seq is applied to the answer.
 */
export class EventLog {
  #events: RoomEvent[] = [];
  #questions = 0;
  #epoch = 0;

  push(event: RoomEvent): void {
    if (this.#questions > 0) this.#events.push(event);
  }

  /** The room's position was set anew: what is between is not known here, so questions under way are asked again. */
  restart(): void {
    this.#epoch += 1;
    this.#events = [];
  }

  /**
   * Asks, again where the answer does not fit, and uses it at once: `use` gets the events that the answer does not include.
   * `position`: where the room is.
   */
  async ask<Answer extends { readonly seq: number }>(
    position: () => number,
    question: () => Promise<Answer>,
    use: (answer: Answer, later: readonly RoomEvent[]) => void,
  ): Promise<void> {
    this.#questions += 1;
    try {
      for (let tries = 0; tries < maxTries; tries++) {
        const [epoch, asked] = [this.#epoch, position()];
        const answer = await question();
        if (epoch !== this.#epoch || answer.seq < asked) continue;
        use(
          answer,
          this.#events.filter(({ seq }) => seq > answer.seq),
        );
        return;
      }
      // The server reads what is older than what it told.
      throw new ChatError("unavailable");
    } finally {
      this.#questions -= 1;
      if (this.#questions === 0) this.#events = [];
    }
  }
}
