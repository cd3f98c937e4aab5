/** Writes what a turn of the event loop had to say, socket by socket, at its end: many small frames become one write. */
export class Turn {
  #waiting: Flushable[] = [];

  add(socket: Flushable): void {
    if (this.#waiting.push(socket) > 1) return;
    setImmediate(() => {
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const each of waiting) each.flush();
    });
  }
}

export interface Flushable {
  /** Does not throw. */
  flush(): void;
}
