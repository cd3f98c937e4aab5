/** Something to be sent when there is a connection. */
export interface Queued {
  /** Sends it; called once. */
  readonly send: () => void;
  /** It will not be sent: the queue was full. */
  readonly dropped: () => void;
}

/** What waits for a connection, bounded. */
export class OfflineQueue {
  readonly #size: number;
  readonly #drops: "oldest" | "newest";
  readonly #queued = new Set<Queued>();

  constructor(size: number, drops: "oldest" | "newest") {
    this.#size = size;
    this.#drops = drops;
  }

  push(item: Queued): void {
    if (this.#drops === "newest" && this.#queued.size >= this.#size) {
      item.dropped();
      return;
    }
    this.#queued.add(item);
    for (const oldest of this.#queued) {
      if (this.#queued.size <= this.#size) return;
      this.#queued.delete(oldest);
      oldest.dropped();
    }
  }

  remove(item: Queued): void {
    this.#queued.delete(item);
  }

  /** Sends all, in order; what is still unsent when the connection goes in between stays. */
  flush(isOpen: () => boolean): void {
    for (const item of this.#queued) {
      if (!isOpen()) return;
      this.#queued.delete(item);
      item.send();
    }
  }

  clear(): void {
    this.#queued.clear();
  }
}
