import type { Bus, BusListener, EventBatch, Topic } from "../../ports/bus.ts";

interface Subscription {
  readonly listener: BusListener;
}

/** The bus of a single process: a function call. What is published while publishing waits its turn, so that all see one order. */
export function createLocalBus(): Bus {
  const topics = new Map<Topic, Set<Subscription>>();
  const queue: { readonly topic: Topic; readonly batch: EventBatch }[] = [];
  let isHandingOver = false;
  let isClosed = false;

  const handOver = (topic: Topic, batch: EventBatch): void => {
    for (const subscription of [...(topics.get(topic) ?? [])]) {
      if (!topics.get(topic)?.has(subscription)) continue;
      try {
        subscription.listener(batch);
      } catch {
        // Listeners answer for their own errors (core logs them); here it only matters that the others are still called.
      }
    }
  };

  return {
    lossless: true,
    publish(topic, batch) {
      if (isClosed || !topics.has(topic)) return;
      queue.push({ topic, batch });
      if (isHandingOver) return;
      isHandingOver = true;
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) handOver(next.topic, next.batch);
      isHandingOver = false;
    },
    async subscribe(topic, listener) {
      if (isClosed) throw new Error("the bus is closed");
      const subscription = { listener };
      const subscriptions = topics.get(topic) ?? new Set();
      topics.set(topic, subscriptions.add(subscription));
      return () => {
        subscriptions.delete(subscription);
        if (subscriptions.size === 0 && topics.get(topic) === subscriptions) topics.delete(topic);
      };
    },
    async close() {
      isClosed = true;
      topics.clear();
    },
  };
}
