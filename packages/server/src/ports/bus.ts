import type { MessageId, RoomEvent } from "./model.ts";
import type { Signal, SignalTopic } from "./signals.ts";

/** `room:<id>` carries the events of a room that is not direct; `user:<id>` those of the user's direct rooms, and their coming to and going from others. */
export type Topic = `room:${string}` | `user:${string}`;

/** Events of one room, in seq order. */
export type EventBatch = readonly RoomEvent[];

export type BusListener = (batch: EventBatch) => void;
export type SignalListener = (signal: Signal) => void;

/**
 * Carries committed events to every node with an audience for them. At most once, in no promised order:
 * a receiver finds gaps by seq and fills them from the store, so a bus that loses everything slows delivery and loses nothing.
 * Beside them it carries signals, which nobody can read later: what is lost of those is lost.
 */
export interface Bus {
  /**
   * True when this bus neither loses nor reorders while the process lives; a receiver may then take the first
   * event it sees of a room as its starting point instead of asking the store.
   */
  readonly lossless: boolean;
  /** How far events were handed over in commit order over all rooms. Absent: a lossless bus hands them over in that order; another promises none. */
  readonly order?: CommitOrder;
  /** Hands `batch` to all listeners of `topic` on all nodes, this one included. MUST NOT throw; MUST NOT wait for listeners. */
  publish(topic: Topic, batch: EventBatch): void;
  /**
   * Once this resolves, everything published later on any node is offered to `listener`; a store read made after that
   * therefore leaves no gap. The answer unsubscribes; after it, `listener` MUST NOT be called again.
   * A listener that throws MUST NOT keep another from being called.
   */
  subscribe(topic: Topic, listener: BusListener): Promise<() => void>;
  /**
   * Offers `signal` to all listeners of `topic` on all nodes, this one included. MUST NOT throw; MUST NOT wait for listeners. May be lost, never
   * doubled; signals of one topic that one node sent MUST NOT overtake each other: the latest is how things are. Where nobody listens it
   * MUST cost next to nothing: most topics have no listener anywhere.
   */
  signal(topic: SignalTopic, signal: Signal): void;
  /** As `subscribe`, for signals. */
  hear(topic: SignalTopic, listener: SignalListener): Promise<() => void>;
  /** True while what is published arrives and all subscriptions stand, as far as can be known. Absent: always. */
  readonly isUp?: boolean;
  /** `listener` is called each time that `isUp` has changed. The answer ends it. */
  onChange?(listener: () => void): () => void;
  /** Ends all subscriptions. MUST be safe to call twice. */
  close(): Promise<void>;
}

/** Live events of one room come in order; those of several rooms do not, when several nodes commit. Who needs that order waits for this. */
export interface CommitOrder {
  /** Every event with an id up to this was handed to those who had subscribed before, who may not have shown it yet. Never falls. */
  readonly passedId: MessageId;
  /** Asks for `passedId` to reach `id`, which was committed, without waiting for the next look at the store. MUST NOT throw. */
  expect(id: MessageId): void;
  /** `listener` is called each time that `passedId` has risen. The answer ends it. */
  onPassed(listener: () => void): () => void;
}

/** A bus to other nodes, which comes and goes. */
export interface RemoteBus extends Bus {
  /** False: it carries signals only, and `publish` reaches this node's own listeners alone. */
  readonly carriesEvents: boolean;
  /** True while what is published arrives and all subscriptions stand, as far as can be known. */
  readonly isUp: boolean;
  /** `listener` is called each time that `isUp` has changed. The answer ends it. */
  onChange(listener: () => void): () => void;
}
