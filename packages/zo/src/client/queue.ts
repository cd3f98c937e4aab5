/** Something to be sent when there is a connection. */
export interface Queued {
  /** Sends it; called once. */
  send(): void;
  /** It will not be sent: the queue was full, or the client is closed. */
  dropped(code: "queue_full" | "closed"): void;
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
    this.#queued.add(item);
    if (this.#queued.size <= this.#size) return;
    const [oldest = item] = this.#queued;
    const dropped = this.#drops === "newest" ? item : oldest;
    this.#queued.delete(dropped);
    dropped.dropped("queue_full");
  }

  remove(item: Queued): void {
    this.#queued.delete(item);
  }

  /** Takes all out, in order. */
  take(): readonly Queued[] {
    const taken = [...this.#queued];
    this.#queued.clear();
    return taken;
  }
}
