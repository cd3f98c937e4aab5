import type { RoomId, Seq } from "../ports/model.ts";
import type { Logger } from "../ports/telemetry.ts";
import { Listeners } from "./listeners.ts";

/** A room as it is followed. It is behind while it was told of events that it has not shown. */
export interface Lagging {
  readonly roomId: RoomId;
  /** Up to where it was told of events by now. */
  mark(): Seq;
  /** Whether everything up to `mark`, an earlier answer of `mark()`, was shown, or will never be. */
  isPast(mark: Seq): boolean;
}

/** What a room had been told of at one moment. */
export interface Wait {
  readonly lagging: Lagging;
  readonly mark: Seq;
}

/**
 * Which rooms are behind, of those that are followed together. Who follows notes a room in the very turn in which it is told of what it cannot
 * show yet: so whoever was told of everything up to some message finds here what may still come before it. A room that is not behind is not here.
 */
export class Backlog {
  readonly #behind = new Set<Lagging>();
  readonly #moved: Listeners<null>;

  constructor(log: Logger) {
    this.#moved = new Listeners(log);
  }

  get isEmpty(): boolean {
    return this.#behind.size === 0;
  }

  /** Whatever these have shown or been told of since: call it after it was shown, as often as something was. */
  note(lagging: Lagging, isBehind: boolean): void {
    if (isBehind) this.#behind.add(lagging);
    else this.#behind.delete(lagging);
    this.#moved.tell(null);
  }

  marks(): readonly Wait[] {
    return Array.from(this.#behind, (lagging) => ({ lagging, mark: lagging.mark() }));
  }

  /** `listener` is called each time that a room which is behind, or was, has moved. The answer ends it. */
  onMoved(listener: () => void): () => void {
    return this.#moved.add(listener);
  }
}
