import type { Bounds } from "../../ports/bounds.ts";
import type { Bus, BusListener, CommitOrder, EventBatch, RemoteBus, SignalListener, Topic } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { RoomEvent, Seq } from "../../ports/model.ts";
import type { Movement, MovementPage, MovementStore } from "../../ports/movements.ts";
import type { Signal, SignalTopic } from "../../ports/signals.ts";
import type { Store } from "../../ports/store.ts";
import type { Logger, Telemetry } from "../../ports/telemetry.ts";
import { Carrier } from "../carrier.ts";
import { Handed } from "./handed.ts";
import { Tail } from "./tail.ts";

export interface TailedBusOptions {
  readonly inner: RemoteBus;
  readonly store: MovementStore & Pick<Store, "eventsAfter">;
  /** Calls `listener` soon after any node committed; it may miss some. Heeded while the inner bus brings no events. */
  readonly onCommit: (listener: () => void) => () => void;
  readonly clock: Clock;
  readonly bounds: Bounds;
  readonly log: Logger;
  readonly telemetry: Telemetry;
}

/** Somebody here listens to it. */
interface Followed {
  readonly handed: Handed;
  /** Resolves when the inner bus brings what others publish. */
  readonly inner: Promise<() => void>;
  listeners: number;
}

/** What of a room is to be read: who is to be told is known before, as whoever subscribes later reads the store themself. */
interface Lack {
  readonly movement: Movement;
  readonly topics: readonly { readonly topic: Topic; readonly followed: Followed }[];
  /** Of users here. */
  readonly comings: readonly Seq[];
  readonly fromSeq: Seq;
  readonly toSeq: Seq;
}

/** Rejects with what the store rejected with. Must be open before anything is read that is to be followed from there on. */
export async function openTailedBus(options: TailedBusOptions): Promise<Bus> {
  return new TailedBus(options, await options.store.lastEventId());
}

/**
 * Makes delivery of events sure over a bus that may lose any: what the bus brought is handed on at once, and what it did not is read from the
 * store, soon after it was committed, also when nothing follows in its room.
 */
class TailedBus implements Bus {
  // What is committed here may come before what others committed earlier.
  readonly lossless = false;
  readonly #options: TailedBusOptions;
  readonly #tail: Tail;
  readonly #events = new Carrier<Topic, EventBatch>();
  /** Who came and went: these have no gaps to be noticed by, so they come from the tail alone, in the order of commits. */
  readonly #comings = new Carrier<Topic, EventBatch>();
  readonly #followed = new Map<Topic, Followed>();
  readonly #undo: readonly (() => void)[];
  /** What is being published here, which the inner bus hands back. */
  #own: EventBatch | null = null;

  constructor(options: TailedBusOptions, from: number) {
    const { inner, onCommit } = options;
    this.#options = options;
    this.#tail = new Tail({ ...options, from, deliver: (page) => this.#deliver(page) });
    this.#undo = [
      onCommit(() => {
        if (!inner.isUp || !inner.carriesEvents) this.#tail.wake();
      }),
      inner.onChange(() => this.#tail.wake()),
    ];
  }

  get order(): CommitOrder {
    return this.#tail;
  }

  publish(topic: Topic, batch: EventBatch): void {
    const [first] = batch;
    if (first === undefined || this.#events.isClosed) return;
    if (!isComing(topic, first)) this.#hand(topic, batch);
    else if (this.#events.has(topic)) this.#tail.wake();
    this.#own = batch;
    this.#options.inner.publish(topic, batch);
    this.#own = null;
  }

  async subscribe(topic: Topic, listener: BusListener): Promise<() => void> {
    const stops = [this.#events.add(topic, listener)];
    const followed = this.#follow(topic);
    const stop = (): void => {
      for (const undo of stops.splice(0)) undo();
    };
    stops.push(() => this.#leave(topic, followed));
    try {
      // Comings of before are not news to who subscribes now.
      await Promise.all([followed.inner, topic.startsWith("user:") ? this.#tail.caughtUp() : undefined]);
      if (stops.length > 0) stops.push(this.#comings.add(topic, listener));
    } catch (error) {
      stop();
      throw error;
    }
    return stop;
  }

  signal(topic: SignalTopic, signal: Signal): void {
    this.#options.inner.signal(topic, signal);
  }

  hear(topic: SignalTopic, listener: SignalListener): Promise<() => void> {
    return this.#options.inner.hear(topic, listener);
  }

  get isUp(): boolean {
    return this.#options.inner.isUp;
  }

  onChange(listener: () => void): () => void {
    return this.#options.inner.onChange(listener);
  }

  async close(): Promise<void> {
    for (const undo of this.#undo) undo();
    this.#tail.close();
    this.#events.close();
    this.#comings.close();
    this.#followed.clear();
    await this.#options.inner.close();
  }

  #follow(topic: Topic): Followed {
    const known = this.#followed.get(topic);
    const followed = known ?? {
      handed: new Handed(),
      inner: this.#options.inner.subscribe(topic, (batch) => this.#arrived(topic, batch)),
      listeners: 0,
    };
    followed.listeners += 1;
    this.#followed.set(topic, followed);
    return followed;
  }

  #leave(topic: Topic, followed: Followed): void {
    followed.listeners -= 1;
    if (followed.listeners > 0) return;
    if (this.#followed.get(topic) === followed) this.#followed.delete(topic);
    followed.inner.then(
      (stop) => stop(),
      () => undefined,
    );
  }

  /** From the inner bus. */
  #arrived(topic: Topic, batch: EventBatch): void {
    const [first] = batch;
    if (first === undefined || batch === this.#own) return;
    if (isComing(topic, first)) this.#tail.wake();
    else if (this.#followed.get(topic)?.handed.covers(batch) === false) {
      this.#options.telemetry.busEvents("bus", batch.length);
      this.#hand(topic, batch);
    }
  }

  #hand(topic: Topic, batch: EventBatch): void {
    this.#followed.get(topic)?.handed.add(batch);
    this.#events.carry(topic, batch);
  }

  async #deliver({ movements }: MovementPage): Promise<void> {
    const lacks = movements.map((movement) => this.#lackOf(movement)).filter((lack) => lack !== null);
    const read = await this.#read(lacks);
    // All of it is there: from here on nothing waits, so that a page is handed over whole, once.
    for (const lack of lacks) this.#give(lack, read.get(lack) ?? []);
    for (const movement of movements)
      for (const topic of topicsOf(movement)) this.#followed.get(topic)?.handed.passed(movement.roomId, movement.lastSeq);
  }

  /** Null for a room that nobody here follows, or of which everything was handed over: most of them. */
  #lackOf(movement: Movement): Lack | null {
    const { roomId, firstSeq, lastSeq } = movement;
    const seqs: Seq[] = [];
    const topics: { topic: Topic; followed: Followed }[] = [];
    for (const topic of topicsOf(movement)) {
      const followed = this.#followed.get(topic);
      const missing = followed?.handed.missingFrom(roomId, firstSeq, lastSeq) ?? null;
      if (followed === undefined || missing === null) continue;
      topics.push({ topic, followed });
      seqs.push(missing, lastSeq);
    }
    const comings = movement.comings.filter(({ userId }) => this.#comings.has(`user:${userId}`)).map(({ seq }) => seq);
    for (const seq of comings) seqs.push(seq);
    if (seqs.length === 0) return null;
    const [fromSeq, toSeq] = seqs.reduce(([low, high], seq) => [Math.min(low, seq), Math.max(high, seq)], [lastSeq, firstSeq]);
    return { movement, topics, comings, fromSeq, toSeq };
  }

  async #read(lacks: readonly Lack[]): Promise<ReadonlyMap<Lack, readonly RoomEvent[]>> {
    const { store, bounds, log } = this.#options;
    const read = new Map<Lack, readonly RoomEvent[]>();
    const waiting = lacks.values();
    const readSome = async (): Promise<void> => {
      for (const lack of waiting) {
        const { roomId } = lack.movement;
        const events = await store.eventsAfter(roomId, lack.fromSeq - 1, lack.toSeq - lack.fromSeq + 1);
        // It would be missed, whatever is done; the other rooms must not wait for it.
        if (events.at(-1)?.seq !== lack.toSeq)
          log.error({ room: roomId, seq: lack.toSeq }, "an event that moved a room is not there");
        read.set(lack, events);
      }
    };
    await Promise.all(Array.from({ length: Math.min(bounds.tailReadsAtOnce, lacks.length) }, readSome));
    return read;
  }

  #give({ movement, topics, comings }: Lack, events: readonly RoomEvent[]): void {
    const { telemetry } = this.#options;
    const { roomId, firstSeq, lastSeq } = movement;
    for (const { topic, followed } of topics) {
      // The bus may have brought some of it meanwhile.
      const from = followed.handed.missingFrom(roomId, firstSeq, lastSeq);
      const missing = from === null ? [] : events.filter(({ seq }) => seq >= from && seq <= lastSeq);
      if (missing.length === 0 || this.#followed.get(topic) !== followed) continue;
      telemetry.busEvents("tail", missing.length);
      this.#hand(topic, missing);
    }
    const wanted = new Set(comings);
    for (const event of events) {
      if (!wanted.has(event.seq) || !("user" in event)) continue;
      telemetry.busEvents("tail", 1);
      this.#comings.carry(`user:${event.user.id}`, [event]);
    }
  }
}

/** The topics on which all events of the room go. */
function topicsOf({ roomId, pair }: Movement): readonly Topic[] {
  return pair === null ? [`room:${roomId}`] : pair.map((userId): Topic => `user:${userId}`);
}

function isComing(topic: Topic, { room }: RoomEvent): boolean {
  return room.kind !== "direct" && topic.startsWith("user:");
}
