import type { Bounds } from "../ports/bounds.ts";
import type { CommitOrder } from "../ports/bus.ts";
import type { MessageId, RoomEvent, RoomId } from "../ports/model.ts";
import type { Logger } from "../ports/telemetry.ts";
import type { EventListener, Feeds, OrderedFeeds } from "./api.ts";
import { Listeners } from "./listeners.ts";

export interface OrderedFeedsOptions {
  readonly feeds: Pick<Feeds, "lounge" | "followRooms">;
  /** Absent: what comes is in that order already. */
  readonly order: CommitOrder | undefined;
  readonly bounds: Pick<Bounds, "heldMessages" | "feedWindow">;
  readonly log: Logger;
}

/** What comes of several rooms, in the order of message ids (I9): each message is held back until none with a smaller id can come. */
export function createOrderedFeeds({ feeds, order, bounds, log }: OrderedFeedsOptions): OrderedFeeds & { close(): void } {
  if (order === undefined) return { ...feeds, onOverflow: () => () => undefined, close: () => undefined };
  const queue = new HoldingQueue(order, bounds.heldMessages, log);
  return {
    lounge: {
      room: feeds.lounge.room,
      // What is held back is yet to be told to listeners.
      recent: (limit) => {
        const shown = feeds.lounge.recent(bounds.feedWindow).filter(({ id }) => !queue.holds(id));
        return shown.slice(Math.max(0, shown.length - limit));
      },
      caughtUp: () => feeds.lounge.caughtUp(),
      attach(listener) {
        const show = onceOver(listener);
        const detach = feeds.lounge.attach((events) => queue.take(events, show.listener));
        return () => {
          show.end();
          detach();
        };
      },
    },
    async followRooms(userId, listener) {
      const show = onceOver(listener);
      const stop = await feeds.followRooms(userId, (events) => queue.take(events, show.listener));
      return () => {
        show.end();
        stop();
      };
    },
    onOverflow: (listener) => queue.overflows.add(listener),
    close: () => queue.close(),
  };
}

/** The listener until it is over: what is held back then is not told any more. */
function onceOver(listener: EventListener): { readonly listener: EventListener; end(): void } {
  let isOver = false;
  return {
    listener: (events) => {
      if (!isOver) listener(events);
    },
    end: () => {
      isOver = true;
    },
  };
}

interface Held {
  readonly id: MessageId;
  readonly event: RoomEvent;
  readonly listeners: Set<EventListener>;
}

/** Events by message id, each once however many are to be told. What is no message stays behind those of its room. */
class HoldingQueue {
  readonly overflows: Listeners<null>;
  readonly #order: CommitOrder;
  readonly #max: number;
  readonly #log: Logger;
  readonly #stop: () => void;
  /** By id. */
  #held: Held[] = [];
  readonly #byEvent = new Map<RoomEvent, Held>();
  /** The greatest id held of each room. */
  readonly #newest = new Map<RoomId, MessageId>();
  readonly #messages = new Set<MessageId>();

  constructor(order: CommitOrder, max: number, log: Logger) {
    this.#order = order;
    this.#max = max;
    this.#log = log;
    this.overflows = new Listeners(log);
    this.#stop = order.onPassed(() => this.#release());
  }

  holds(id: MessageId): boolean {
    return this.#messages.has(id);
  }

  take(events: readonly RoomEvent[], listener: EventListener): void {
    const from = events.findIndex((event) => this.#idOf(event) > this.#order.passedId);
    const now = from < 0 ? events : events.slice(0, from);
    if (now.length > 0 || events.length === 0) this.#tell(listener, now);
    if (from < 0) return;
    let last = 0;
    for (const event of events.slice(from)) {
      last = Math.max(last, this.#idOf(event));
      this.#hold(event, last, listener);
    }
    if (this.#held.length > this.#max) this.#giveUp();
    else this.#order.expect(last);
  }

  close(): void {
    this.#stop();
    this.#forgetAll();
  }

  /** 0 for what need not wait: no message, of a room of which none is held. */
  #idOf(event: RoomEvent): MessageId {
    return event.type === "posted" ? event.message.id : (this.#newest.get(event.room.id) ?? 0);
  }

  #hold(event: RoomEvent, id: MessageId, listener: EventListener): void {
    const known = this.#byEvent.get(event);
    if (known !== undefined) {
      known.listeners.add(listener);
      return;
    }
    const held: Held = { id, event, listeners: new Set([listener]) };
    let at = this.#held.length;
    while (at > 0 && (this.#held[at - 1]?.id ?? 0) > id) at -= 1;
    this.#held.splice(at, 0, held);
    this.#byEvent.set(event, held);
    this.#newest.set(event.room.id, Math.max(id, this.#newest.get(event.room.id) ?? 0));
    if (event.type === "posted") this.#messages.add(id);
  }

  #release(): void {
    const { passedId } = this.#order;
    const until = this.#held.findIndex(({ id }) => id > passedId);
    const released = this.#held.splice(0, until < 0 ? this.#held.length : until);
    for (const { event, id } of released) {
      this.#byEvent.delete(event);
      this.#messages.delete(id);
      if ((this.#newest.get(event.room.id) ?? 0) <= passedId) this.#newest.delete(event.room.id);
    }
    for (const { event, listeners } of released) for (const listener of listeners) this.#tell(listener, [event]);
  }

  #tell(listener: EventListener, events: readonly RoomEvent[]): void {
    try {
      listener(events);
    } catch (err) {
      this.#log.error({ err }, "a listener threw");
    }
  }

  /** Nothing may be left out on a connection that stays open: whoever follows begins anew. */
  #giveUp(): void {
    this.#log.warn(
      { messages: this.#held.length },
      "too many messages wait for others with smaller ids; who waits for them begins anew",
    );
    this.#forgetAll();
    this.overflows.tell(null);
  }

  #forgetAll(): void {
    this.#held = [];
    this.#byEvent.clear();
    this.#newest.clear();
    this.#messages.clear();
  }
}
