interface Subscription<T> {
  readonly listener: (carried: T) => void;
  isOver: boolean;
}

/** Hands things over to this process's listeners, by name. What is handed over meanwhile waits its turn, so that all see one order. */
export class Carrier<Name extends string, T> {
  /** The subscriptions of one topic are replaced when they change: who hands something over need not copy them. */
  readonly #topics = new Map<Name, readonly Subscription<T>[]>();
  readonly #queue: { readonly topic: Name; readonly carried: T }[] = [];
  #isHandingOver = false;
  #isClosed = false;

  get isClosed(): boolean {
    return this.#isClosed;
  }

  has(topic: Name): boolean {
    return this.#topics.has(topic);
  }

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

  /** The same function added twice is told twice. The answer removes it once. */
  add(topic: Name, listener: (carried: T) => void): () => void {
    if (this.#isClosed) throw new Error("the bus is closed");
    const subscription = { listener, isOver: false };
    this.#topics.set(topic, [...(this.#topics.get(topic) ?? []), subscription]);
    return () => {
      if (subscription.isOver) return;
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
