import type { RoomEvent } from "../ports/model.ts";
import type { OrderedFollower } from "./api.ts";
import type { Backlog, Wait } from "./backlog.ts";
import { HeldEvents } from "./held-events.ts";

/**
 * What one connection is shown of several rooms, each of which shows its events when it can. What is let in here was preceded by everything with a smaller id:
 * the other rooms were told of that, or have shown it. So a message waits for those that are behind when it comes, until each has shown what it had
 * been told of by then, and for nothing that they are told of later.
 */
export class CommitGate {
  readonly #follower: OrderedFollower;
  /** How many may wait. */
  readonly #max: number;
  /** Null before it begins and when it is over. */
  #backlogs: readonly Backlog[] | null = null;
  readonly #held = new HeldEvents<readonly Wait[]>();
  #stops: readonly (() => void)[] = [];

  constructor(follower: OrderedFollower, max: number) {
    this.#follower = follower;
    this.#max = max;
  }

  /** What comes before is not shown. */
  begin(backlogs: readonly Backlog[]): void {
    this.#backlogs = backlogs;
    this.#stops = backlogs.map((backlog) => backlog.onMoved(() => this.#release()));
  }

  end(): void {
    this.#backlogs = null;
    for (const stop of this.#stops) stop();
    this.#held.clear();
  }

  take(events: readonly RoomEvent[]): void {
    if (this.#backlogs === null) return;
    if (this.#held.size === 0 && this.#backlogs.every(({ isEmpty }) => isEmpty)) {
      this.#follower.show(events);
      return;
    }
    const waits = this.#backlogs.flatMap((backlog) => backlog.marks());
    for (const event of events) {
      if (this.#held.idOf(event) === 0) this.#follower.show([event]);
      else this.#held.add(event, waits);
    }
    this.#release();
    if (this.#held.size > this.#max) this.giveUp();
  }

  /** Nothing may be left out on a connection that stays open: whoever follows begins anew. */
  giveUp(): void {
    if (this.#backlogs === null) return;
    this.end();
    this.#follower.overflowed();
  }

  #release(): void {
    if (this.#held.size === 0) return;
    const due = this.#held.takeDue(({ event, about }) => about.every((wait) => isOver(wait, event)));
    if (due.length > 0) this.#follower.show(due.map(({ event }) => event));
  }
}

/** What a room has yet to show has greater ids than what it has shown. */
function isOver({ lagging, mark }: Wait, { room }: RoomEvent): boolean {
  return lagging.roomId === room.id || lagging.isPast(mark);
}
