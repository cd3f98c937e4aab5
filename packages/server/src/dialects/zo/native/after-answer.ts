/**
 * Tells one connection what changes. While a call of its own is being answered changes wait until the answer has gone out: they are as new as what
 * it says, or newer, and whoever reads them in order ends with what is so.
 */
export class AfterAnswer<T> {
  readonly #send: (change: T) => void;
  /** The latest by what it is about. */
  readonly #held = new Map<string, T>();
  #answering = 0;

  constructor(send: (change: T) => void) {
    this.#send = send;
  }

  /** `about`: a later change about the same makes this one old. */
  tell(about: string, change: T): void {
    if (this.#answering > 0) this.#held.set(about, change);
    else this.#send(change);
  }

  async answering<R>(work: () => Promise<R>): Promise<R> {
    this.#answering++;
    try {
      return await work();
    } finally {
      // The answer is written a few steps after this, in the same turn.
      setImmediate(() => this.#answered());
    }
  }

  #answered(): void {
    if (--this.#answering > 0) return;
    const held = [...this.#held.values()];
    this.#held.clear();
    for (const change of held) this.#send(change);
  }
}
