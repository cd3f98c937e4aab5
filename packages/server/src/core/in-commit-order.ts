import type { Bounds } from "../ports/bounds.ts";
import type { CommitOrder } from "../ports/bus.ts";
import type { RoomEvent } from "../ports/model.ts";
import type { Logger } from "../ports/telemetry.ts";
import type { EventListener, OrderedFeeds } from "./api.ts";
import { CommitGate } from "./commit-gate.ts";
import type { RunningFeed } from "./feed.ts";
import type { Groups } from "./groups.ts";
import { type Held, HeldEvents } from "./held-events.ts";
import { Listeners } from "./listeners.ts";

export interface OrderedFeedsOptions {
  readonly lounge: Pick<RunningFeed, "room" | "attach" | "backlog">;
  readonly follow: Groups["follow"];
  /** Absent: what comes is handed over in that order already. */
  readonly order: CommitOrder | undefined;
  readonly bounds: Pick<Bounds, "heldMessages">;
  readonly log: Logger;
}

/**
 * What comes of several rooms, in the order of message ids (I9). Each message is held back twice: until all with smaller ids were handed to whoever follows
 * their rooms here, for all who are to be told at once; then, for each connection by itself, until those have shown them (`CommitGate`).
 */
export function createOrderedFeeds(options: OrderedFeedsOptions): OrderedFeeds & { close(): void } {
  const { order, bounds, log } = options;
  const gates = new Set<CommitGate>();
  const overflowed = (): void => {
    for (const gate of [...gates]) gate.giveUp();
  };
  const queue = order && new HoldingQueue({ order, max: bounds.heldMessages, log, overflowed });
  const take = (events: readonly RoomEvent[], listener: EventListener): void => {
    if (queue === undefined) listener(events);
    else queue.take(events, listener);
  };
  const attachLounge = sharing(log, (listener) => options.lounge.attach((events) => take(events, listener)));
  return {
    async follow(userId, follower) {
      const gate = new CommitGate(follower, bounds.heldMessages);
      const listener: EventListener = (events) => gate.take(events);
      const own = await options.follow(userId, (events) => {
        // The lounge's own feed tells who comes and goes there, in its order.
        if (events[0]?.room.id !== options.lounge.room.id) take(events, listener);
      });
      gate.begin([...own.backlogs, options.lounge.backlog]);
      gates.add(gate);
      const leaveLounge = attachLounge(listener);
      return () => {
        gates.delete(gate);
        gate.end();
        leaveLounge();
        own.stop();
      };
    },
    close() {
      queue?.close();
      for (const gate of gates) gate.end();
    },
  };
}

/** What all listen to as one, while there are any: events are held back once for all of them. */
function sharing(log: Logger, attach: (listener: EventListener) => () => void): (listener: EventListener) => () => void {
  const listeners = new Listeners<readonly RoomEvent[]>(log);
  const tell: EventListener = (events) => listeners.tell(events);
  let detach: (() => void) | null = null;
  return (listener) => {
    const remove = listeners.add(listener);
    detach ??= attach(tell);
    return () => {
      remove();
      if (listeners.size > 0) return;
      detach?.();
      detach = null;
    };
  };
}

interface QueueOptions {
  readonly order: CommitOrder;
  /** How many may be held. */
  readonly max: number;
  readonly log: Logger;
  /** Called when more were, and given up. */
  readonly overflowed: () => void;
}

/** Holds events back until the order has passed them, each once however many are to be told. */
class HoldingQueue {
  readonly #options: QueueOptions;
  readonly #stop: () => void;
  readonly #held = new HeldEvents<Set<EventListener>>();
  readonly #byEvent = new Map<RoomEvent, Held<Set<EventListener>>>();

  constructor(options: QueueOptions) {
    this.#options = options;
    this.#stop = options.order.onPassed(() => this.#release());
  }

  take(events: readonly RoomEvent[], listener: EventListener): void {
    const { order, max } = this.#options;
    const from = events.findIndex((event) => this.#held.idOf(event) > order.passedId);
    const now = from < 0 ? events : events.slice(0, from);
    if (now.length > 0 || events.length === 0) this.#tell(listener, now);
    if (from < 0) return;
    let last = 0;
    for (const event of events.slice(from)) last = Math.max(last, this.#hold(event, listener).id);
    if (this.#held.size > max) this.#giveUp();
    else order.expect(last);
  }

  close(): void {
    this.#stop();
    this.#forgetAll();
  }

  #hold(event: RoomEvent, listener: EventListener): Held<Set<EventListener>> {
    const held = this.#byEvent.get(event) ?? this.#held.add(event, new Set());
    held.about.add(listener);
    this.#byEvent.set(event, held);
    return held;
  }

  #release(): void {
    const { passedId } = this.#options.order;
    const released = this.#held.takeDue(({ id }) => id <= passedId);
    for (const { event } of released) this.#byEvent.delete(event);
    for (const { event, about } of released) for (const listener of about) this.#tell(listener, [event]);
  }

  #tell(listener: EventListener, events: readonly RoomEvent[]): void {
    try {
      listener(events);
    } catch (err) {
      this.#options.log.error({ err }, "a listener threw");
    }
  }

  /** Nothing may be left out on a connection that stays open: whoever follows begins anew. */
  #giveUp(): void {
    const { log, overflowed } = this.#options;
    log.warn({ messages: this.#held.size }, "too many messages wait for others with smaller ids; who waits for them begins anew");
    this.#forgetAll();
    overflowed();
  }

  #forgetAll(): void {
    this.#held.clear();
    this.#byEvent.clear();
  }
}
