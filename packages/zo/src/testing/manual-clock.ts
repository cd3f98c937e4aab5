import type { ClientClock } from "../client/options.ts";
import type { Clock } from "../server/port.ts";

/** Time that moves when it is told to. For the server and, with its fixed chance, for the client. */
export class ManualClock implements Clock, ClientClock {
  #nowMs = 0;
  #timers: { readonly atMs: number; readonly call: () => void }[] = [];
  readonly #random: number;

  constructor(random = 0.5) {
    this.#random = random;
  }

  /** Timers that are set and have not called yet. */
  get pending(): number {
    return this.#timers.length;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  random(): number {
    return this.#random;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { atMs: this.#nowMs + ms, call };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Goes on by `ms`, calling what is due on the way, in order. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const [due] = this.#timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs);
      if (due === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#nowMs = due.atMs;
      due.call();
    }
    this.#nowMs = untilMs;
  }
}
