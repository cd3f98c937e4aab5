import type { Bus, BusSubscription } from "./port.ts";

/** A bus within one process: for several hubs in it, and for tests. */
export function localBus(): Bus {
  const topics = new Map<string, Set<(data: string) => void>>();
  return {
    publish(topic, data) {
      queueMicrotask(() => {
        for (const listener of topics.get(topic) ?? []) listener(data);
      });
    },
    subscribe(topic, listen): BusSubscription {
      const listeners = topics.get(topic) ?? new Set();
      topics.set(topic, listeners);
      // The same function may listen twice: each subscription is its own.
      const listener = (data: string): void => listen(data);
      listeners.add(listener);
      return {
        ready: Promise.resolve(),
        unsubscribe() {
          listeners.delete(listener);
          if (listeners.size === 0 && topics.get(topic) === listeners) topics.delete(topic);
        },
      };
    },
  };
}
