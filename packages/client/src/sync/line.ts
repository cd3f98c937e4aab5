import type { ClientClock, PlainClient } from "@parlance/zo/client";
import { type ChatError, chatErrorOf, isPassing } from "../base/errors.ts";
import type { NativeRoutes } from "../contract.ts";

export type NativeClient = PlainClient<NativeRoutes>;

const [firstWaitMs, longestWaitMs] = [500, 15_000];

/** The milliseconds to wait after `tries` failures: at random around a time that grows, not less than the server asked for. */
export function waitMs(tries: number, random: number, { retryAfterMs = 0 }: ChatError): number {
  const grown = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(tries, 10));
  return Math.max(retryAfterMs, grown * (0.5 + random / 2));
}

/** Who waits for the connection to be of use, and for time to pass; all end when the chat is closed. */
export class Line {
  readonly clock: ClientClock;
  readonly #waiting = new Set<{ readonly resolve: () => void; readonly end: (error: ChatError) => void }>();
  #isOnline = false;
  #closed: ChatError | undefined;

  constructor(clock: ClientClock) {
    this.clock = clock;
  }

  get isOnline(): boolean {
    return this.#isOnline;
  }

  online(): void {
    this.#isOnline = true;
    for (const { resolve } of [...this.#waiting]) resolve();
  }

  offline(): void {
    this.#isOnline = false;
  }

  close(error: ChatError): void {
    this.#closed = error;
    this.offline();
    for (const { end } of [...this.#waiting]) end(error);
  }

  /** Opens again after `close`. */
  open(): void {
    this.#closed = undefined;
  }

  /** Repeats what may be repeated until it is answered, over as many connections as it takes. Rejects with what does not pass, and `closed`. */
  async patiently<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 0; ; tries++) {
      if (!this.#isOnline) await this.#until((resolve) => resolve);
      try {
        return await work();
      } catch (cause) {
        const error = chatErrorOf(cause);
        if (!isPassing(error)) throw error;
        if (error.reason !== "disconnected") await this.pause(waitMs(tries, this.clock.random(), error));
      }
    }
  }

  async pause(ms: number): Promise<void> {
    let cancel = (): void => undefined;
    try {
      await this.#until((resolve) => {
        cancel = this.clock.after(ms, resolve);
        return () => undefined;
      });
    } finally {
      cancel();
    }
  }

  /** `begin` gets what resolves, and gives what is called when the line is online. */
  #until(begin: (resolve: () => void) => () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#closed !== undefined) throw this.#closed;
      const waiting = {
        resolve: begin(() => {
          this.#waiting.delete(waiting);
          resolve();
        }),
        end: (error: ChatError) => {
          this.#waiting.delete(waiting);
          reject(error);
        },
      };
      this.#waiting.add(waiting);
    });
  }
}
