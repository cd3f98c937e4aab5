import type { Bus, EventBatch, Topic } from "../../ports/bus.ts";
import type { Signal, SignalTopic } from "../../ports/signals.ts";

interface Subscription<T> {
  readonly listener: (carried: T) => void;
  isOver: boolean;
}

/** The bus of a single process: a function call. */
export function createLocalBus(): Bus {
  const events = new Carrier<Topic, EventBatch>();
  const signals = new Carrier<SignalTopic, Signal>();
  return {
    lossless: true,
    publish: (topic, batch) => events.carry(topic, batch),
    subscribe: async (topic, listener) => events.add(topic, listener),
    signal: (topic, signal) => signals.carry(topic, signal),
    hear: async (topic, listener) => signals.add(topic, listener),
    async close() {
      events.close();
      signals.close();
    },
  };
}

/** What is handed over meanwhile waits its turn, so that all see one order. */
class Carrier<Name extends string, T> {
  /** The subscriptions of one topic are replaced when they change: who hands something over need not copy them. */
  readonly #topics = new Map<Name, readonly Subscription<T>[]>();
  readonly #queue: { readonly topic: Name; readonly carried: T }[] = [];
  #isHandingOver = false;
  #isClosed = false;

  carry(topic: Name, carried: T): void {
    if (this.#isClosed || !this.#topics.has(topic)) return;
    if (this.#isHandingOver) {
      this.#queue.push({ topic, carried });
      return;
    }
    this.#isHandingOver = true;
    this.#handOver(topic, carried);
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) this.#handOver(next.topic, next.carried);
    this.#isHandingOver = false;
  }

  add(topic: Name, listener: (carried: T) => void): () => void {
    if (this.#isClosed) throw new Error("the bus is closed");
    const subscription = { listener, isOver: false };
    this.#topics.set(topic, [...(this.#topics.get(topic) ?? []), subscription]);
    return () => {
      subscription.isOver = true;
      const others = (this.#topics.get(topic) ?? []).filter(({ isOver }) => !isOver);
      if (others.length > 0) this.#topics.set(topic, others);
      else this.#topics.delete(topic);
    };
  }

  close(): void {
    this.#isClosed = true;
    this.#topics.clear();
  }

  #handOver(topic: Name, carried: T): void {
    for (const subscription of this.#topics.get(topic) ?? []) {
      if (subscription.isOver || this.#isClosed) continue;
      try {
        subscription.listener(carried);
      } catch {
        // Listeners answer for their own errors (core logs them); here it only matters that the others are still called.
      }
    }
  }
}
