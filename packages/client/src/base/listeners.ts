/** Who wants to hear of something. */
export class Listeners<T> {
  readonly #listeners = new Set<{ readonly hear: (value: T) => void }>();

  get size(): number {
    return this.#listeners.size;
  }

  /** Gives what unsubscribes, which says whether it did. The same function may be added twice. */
  add(hear: (value: T) => void): () => boolean {
    const listener = { hear };
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What a listener throws surfaces as an uncaught error: the others still hear. */
  tell(value: T): void {
    for (const { hear } of [...this.#listeners]) {
      try {
        hear(value);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
