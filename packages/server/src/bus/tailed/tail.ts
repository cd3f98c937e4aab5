import type { Bounds } from "../../ports/bounds.ts";
import type { CommitOrder } from "../../ports/bus.ts";
import type { Clock } from "../../ports/clock.ts";
import type { MessageId } from "../../ports/model.ts";
import type { MovementPage, MovementStore } from "../../ports/movements.ts";
import type { Logger, Telemetry } from "../../ports/telemetry.ts";

export interface TailOptions {
  readonly store: MovementStore;
  readonly clock: Clock;
  readonly bounds: Bounds;
  readonly log: Logger;
  readonly telemetry: Telemetry;
  /** Everything up to here was committed before anybody subscribed. */
  readonly from: MessageId;
  /** Hands over what the page says moved. When it rejects nothing was, and the page is read again. */
  readonly deliver: (page: MovementPage) => Promise<void>;
}

interface Waiter {
  readonly round: number;
  readonly done: PromiseWithResolvers<void>;
}

/** Follows what moves in the store, page by page, one reading at a time: as often as it is woken, and every `tailPollMs` anyway. */
export class Tail implements CommitOrder {
  readonly #options: TailOptions;
  readonly #stopPolling: () => void;
  readonly #listeners = new Set<() => void>();
  #waiters: Waiter[] = [];
  #passedId: MessageId;
  /** Rounds asked for, and of these, the last one that was begun. A round reads to the end of what is there. */
  #asked = 0;
  #begun = 0;
  #startedAtMs = Number.NEGATIVE_INFINITY;
  #isRunning = false;
  #isFailing = false;
  #isClosed = false;
  #cancelPause: () => void = () => undefined;

  constructor(options: TailOptions) {
    this.#options = options;
    this.#passedId = options.from;
    this.#stopPolling = options.clock.every(options.bounds.tailPollMs, () => this.wake());
  }

  get passedId(): MessageId {
    return this.#passedId;
  }

  wake(): void {
    this.#asked += 1;
    if (!this.#isRunning && !this.#isClosed) void this.#run();
  }

  /** Resolves when everything is passed that was committed before; rejects with what the store rejected with. */
  caughtUp(): Promise<void> {
    if (this.#isClosed) return Promise.reject(new Error("the bus is closed"));
    const done = Promise.withResolvers<void>();
    this.#waiters.push({ round: this.#asked + 1, done });
    this.wake();
    return done.promise;
  }

  expect(id: MessageId): void {
    if (id > this.#passedId) this.wake();
  }

  onPassed(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  close(): void {
    this.#isClosed = true;
    this.#stopPolling();
    this.#cancelPause();
    this.#settle(Number.POSITIVE_INFINITY, new Error("the bus is closed"));
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#begun < this.#asked && !this.#isClosed) {
      await this.#gap();
      if (this.#isClosed) break;
      // Whoever asks from now on is answered by the next: this one may have read already.
      this.#begun = this.#asked;
      const round = this.#begun;
      this.#startedAtMs = this.#options.clock.monotonicMs();
      try {
        await this.#round();
        this.#isFailing = false;
        this.#settle(round, null);
      } catch (error) {
        this.#failed(error);
        this.#settle(round, error);
      }
    }
    this.#isRunning = false;
  }

  /** Commits come by the hundred: what they ask for meanwhile is one reading. */
  async #gap(): Promise<void> {
    const { clock, bounds } = this.#options;
    const restMs = bounds.tailGapMs - (clock.monotonicMs() - this.#startedAtMs);
    if (restMs <= 0) return;
    await new Promise<void>((resolve) => {
      const cancel = clock.after(restMs, resolve);
      this.#cancelPause = () => {
        cancel();
        resolve();
      };
    });
  }

  async #round(): Promise<void> {
    const { store, bounds, clock, telemetry, deliver } = this.#options;
    let isFull = true;
    while (isFull && !this.#isClosed) {
      const startMs = clock.monotonicMs();
      const page = await store.movementsAfter(this.#passedId, bounds.tailPage);
      await deliver(page);
      telemetry.tailRead(page.count, clock.monotonicMs() - startMs);
      isFull = page.count >= bounds.tailPage;
      this.#passed(page.lastId);
    }
  }

  #passed(id: MessageId): void {
    if (id <= this.#passedId) return;
    this.#passedId = id;
    for (const listener of [...this.#listeners]) {
      try {
        listener();
      } catch (err) {
        this.#options.log.error({ err }, "a listener threw");
      }
    }
  }

  /** One line for each time that it begins to fail: the next reading tries again. */
  #failed(err: unknown): void {
    if (!this.#isFailing && !this.#isClosed)
      this.#options.log.warn({ err }, "could not read what other nodes committed; trying again");
    this.#isFailing = true;
  }

  #settle(upTo: number, error: unknown): void {
    const waiters = this.#waiters;
    this.#waiters = waiters.filter(({ round }) => round > upTo);
    for (const { round, done } of waiters) {
      if (round > upTo) continue;
      if (error === null) done.resolve();
      else done.reject(error);
    }
  }
}
