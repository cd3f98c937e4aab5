import type { Bus, EventBatch, Topic } from "../../ports/bus.ts";
import type { Signal, SignalTopic } from "../../ports/signals.ts";

export interface LossyBus extends Bus {
  /** Hands over everything that was held back, in any order. */
  releaseHeld(): void;
  /** What was done to events so far: a test that did nothing to them proves nothing. */
  readonly done: { lost: number; held: number; repeated: number };
}

/** A bus that takes every liberty the port leaves: it loses, repeats, splits and reorders, as `random` says. Nothing waits for time. */
export function createLossyBus(random: () => number, chances = { lose: 0.2, hold: 0.3, repeat: 0.2 }): LossyBus {
  const events = new Subscribers<Topic, EventBatch>();
  const signals = new Subscribers<SignalTopic, Signal>();
  let held: { readonly topic: Topic; readonly batch: EventBatch }[] = [];
  const done = { lost: 0, held: 0, repeated: 0 };

  const hold = (topic: Topic, batch: EventBatch): void => {
    held.splice(Math.floor(random() * (held.length + 1)), 0, { topic, batch });
  };
  const pass = (topic: Topic, batch: EventBatch): void => {
    if (random() < chances.repeat) {
      done.repeated++;
      hold(topic, batch);
    }
    if (random() < chances.lose) {
      done.lost++;
    } else if (random() < chances.hold) {
      done.held++;
      hold(topic, batch);
    } else {
      events.tell(topic, batch);
    }
  };

  return {
    lossless: false,
    done,
    publish(topic, batch) {
      if (random() < 0.5) pass(topic, batch);
      else for (const event of batch) pass(topic, [event]);
      const next = random() < 0.3 ? held.shift() : undefined;
      if (next !== undefined) events.tell(next.topic, next.batch);
    },
    subscribe: async (topic, listener) => events.add(topic, listener),
    signal(topic, signal) {
      if (random() >= chances.lose) signals.tell(topic, signal);
    },
    hear: async (topic, listener) => signals.add(topic, listener),
    async close() {
      events.clear();
      signals.clear();
    },
    releaseHeld() {
      const all = held;
      held = [];
      for (const { topic, batch } of all) events.tell(topic, batch);
    },
  };
}

class Subscribers<Name extends string, T> {
  readonly #all = new Set<{ readonly topic: Name; readonly listener: (told: T) => void }>();

  add(topic: Name, listener: (told: T) => void): () => void {
    const subscription = { topic, listener };
    this.#all.add(subscription);
    return () => {
      this.#all.delete(subscription);
    };
  }

  tell(topic: Name, told: T): void {
    for (const subscription of [...this.#all]) if (subscription.topic === topic) subscription.listener(told);
  }

  clear(): void {
    this.#all.clear();
  }
}
