import type { RoomEvent } from "../contract.ts";

/** A room's events in their order, each once. */
export class Sequencer {
  readonly #bound: number;
  readonly #held = new Map<number, RoomEvent>();
  #position = -1;
  /** The last event that there is, as far as is known. */
  #newest = -1;

  /** `bound`: events held at most. */
  constructor(bound: number) {
    this.#bound = bound;
  }

  /** Until it is known where to start, all is held. */
  get isStarted(): boolean {
    return this.#position >= 0;
  }

  /** The seq of the last event that was applied; negative before the start. */
  get position(): number {
    return this.#position;
  }

  /** There is something after the position that has not come. */
  get isBehind(): boolean {
    return this.isStarted && this.#newest > this.#position;
  }

  /** What waits for those before it, in order. */
  get held(): readonly RoomEvent[] {
    return [...this.#held.values()].sort((one, other) => one.seq - other.seq);
  }

  /** There are events up to this one. */
  reaches(seq: number): void {
    this.#newest = Math.max(this.#newest, seq);
  }

  /** Takes an event; the next one in order comes out of `next`. */
  take(event: RoomEvent): void {
    this.reaches(event.seq);
    // What finds no place is not lost: the room stays behind, and all of it is asked for.
    const isNext = event.seq === this.#position + 1;
    if (event.seq > this.#position && (isNext || this.#held.size < this.#bound)) this.#held.set(event.seq, event);
  }

  /** The event after the position, which moves. */
  next(): RoomEvent | undefined {
    const seq = this.#position + 1;
    const event = this.#held.get(seq);
    if (event === undefined) return undefined;
    this.#held.delete(seq);
    this.#position = seq;
    return event;
  }

  /** Goes on after this event; what is held up to it was told otherwise. */
  startAt(seq: number): void {
    this.#position = seq;
    this.reaches(seq);
    for (const held of this.#held.keys()) if (held <= seq) this.#held.delete(held);
  }
}
