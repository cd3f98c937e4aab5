import type { Bus, BusListener, EventBatch, Topic } from "../../ports/bus.ts";

interface Subscription {
  readonly listener: BusListener;
  isOver: boolean;
}

/** The subscriptions of one topic, replaced when they change: who hands something over need not copy them. */
type Subscriptions = readonly Subscription[];

/** The bus of a single process: a function call. What is published while publishing waits its turn, so that all see one order. */
export function createLocalBus(): Bus {
  const topics = new Map<Topic, Subscriptions>();
  const queue: { readonly topic: Topic; readonly batch: EventBatch }[] = [];
  let isHandingOver = false;
  let isClosed = false;

  const handOver = (topic: Topic, batch: EventBatch): void => {
    for (const subscription of topics.get(topic) ?? []) {
      if (subscription.isOver || isClosed) continue;
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
      if (isHandingOver) {
        queue.push({ topic, batch });
        return;
      }
      isHandingOver = true;
      handOver(topic, batch);
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) handOver(next.topic, next.batch);
      isHandingOver = false;
    },
    async subscribe(topic, listener) {
      if (isClosed) throw new Error("the bus is closed");
      const subscription = { listener, isOver: false };
      topics.set(topic, [...(topics.get(topic) ?? []), subscription]);
      return () => {
        subscription.isOver = true;
        const others = (topics.get(topic) ?? []).filter(({ isOver }) => !isOver);
        if (others.length > 0) topics.set(topic, others);
        else topics.delete(topic);
      };
    },
    async close() {
      isClosed = true;
      topics.clear();
    },
  };
}
