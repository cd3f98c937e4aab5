import type { Bus, BusListener, EventBatch, Topic } from "../../ports/bus.ts";

export interface LossyBus extends Bus {
  /** Hands over everything that was held back, in any order. */
  releaseHeld(): void;
  /** What was done to events so far: a test that did nothing to them proves nothing. */
  readonly done: { lost: number; held: number; repeated: number };
}

/** A bus that takes every liberty the port leaves: it loses, repeats, splits and reorders, as `random` says. Nothing waits for time. */
export function createLossyBus(random: () => number, chances = { lose: 0.2, hold: 0.3, repeat: 0.2 }): LossyBus {
  const subscriptions = new Set<{ readonly topic: Topic; readonly listener: BusListener }>();
  let held: { readonly topic: Topic; readonly batch: EventBatch }[] = [];
  const done = { lost: 0, held: 0, repeated: 0 };

  const handOver = (topic: Topic, batch: EventBatch): void => {
    for (const subscription of [...subscriptions]) if (subscription.topic === topic) subscription.listener(batch);
  };
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
      handOver(topic, batch);
    }
  };

  return {
    lossless: false,
    done,
    publish(topic, batch) {
      if (random() < 0.5) pass(topic, batch);
      else for (const event of batch) pass(topic, [event]);
      const next = random() < 0.3 ? held.shift() : undefined;
      if (next !== undefined) handOver(next.topic, next.batch);
    },
    async subscribe(topic, listener) {
      const subscription = { topic, listener };
      subscriptions.add(subscription);
      return () => {
        subscriptions.delete(subscription);
      };
    },
    async close() {
      subscriptions.clear();
    },
    releaseHeld() {
      const all = held;
      held = [];
      for (const { topic, batch } of all) handOver(topic, batch);
    },
  };
}
