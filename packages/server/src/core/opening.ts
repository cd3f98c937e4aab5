import type { RoomEvent, RoomId, Seq } from "../ports/model.ts";
import type { Lagging, Wait } from "./backlog.ts";

/** A room that a user joined, and that is not followed yet: nobody can say what happened there since. */
export class Opening implements Lagging {
  readonly first: RoomEvent;
  /** The latest joining told. */
  latest: Seq;
  /** What the room had been told of when it was opened: everything, of what came before that. */
  #since: Wait | null = null;
  #isOver = false;

  constructor(first: RoomEvent) {
    this.first = first;
    this.latest = first.seq;
  }

  get roomId(): RoomId {
    return this.first.room.id;
  }

  mark(): Seq {
    return this.latest;
  }

  isPast(): boolean {
    return this.#isOver || this.#since?.lagging.isPast(this.#since.mark) === true;
  }

  /** The room is followed from now on as `room`; null: not at all. */
  opened(room: Lagging | null): void {
    if (room === null) this.#isOver = true;
    else this.#since = { lagging: room, mark: room.mark() };
  }
}
