import type { RoomEvent, UserId } from "../../ports/model.ts";
import { StoreError } from "../../ports/store.ts";
import type { CommitListener } from "../commits.ts";
import { announce } from "../commits.ts";
import { wellFormed } from "../text.ts";
import type { Emit } from "./memory-log.ts";

/** One call after the other, each seeing all earlier ones, until the store is closed. */
export class MemoryTurns {
  /** Who does the write that is being called. */
  doer: UserId | null = null;
  listener: CommitListener | null = null;
  isClosed = false;
  readonly #isGone: (userId: UserId) => boolean;

  constructor(isGone: (userId: UserId) => boolean) {
    this.#isGone = isGone;
  }

  async read<I, T>(input: I, run: (given: I) => T): Promise<T> {
    if (this.isClosed) throw new StoreError("closed", "the store is closed");
    const given = wellFormed(input);
    await Promise.resolve();
    return run(given);
  }

  /** A transaction of one. It runs after the caller's own turn, so that no listener is called from inside a call. */
  async write<I, T>(input: I, run: (given: I, emit: Emit) => T): Promise<T> {
    const { doer } = this;
    this.doer = null;
    if (this.isClosed) throw new StoreError("closed", "the store is closed");
    const given = wellFormed(input);
    await Promise.resolve();
    if (doer !== null && this.#isGone(doer)) throw new StoreError("gone", "the account was deleted");
    const events: RoomEvent[] = [];
    const value = run(given, (event) => events.push(event));
    announce(events, this.listener);
    return value;
  }
}
