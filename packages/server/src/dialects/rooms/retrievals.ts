import { ChatError } from "../../core/errors.ts";
import type { UserId } from "../../ports/model.ts";

/**
 * How many answers of `retrieve` each user is being sent. Each holds a page of history for as long as its reader takes to read it,
 * so readers who never read would otherwise fill the memory.
 */
export class Retrievals {
  readonly #ofUser = new Map<UserId, number>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  /** Counts the answer that `make` makes until it was read to its end, or its reader is gone. Error: `rate_limited`. */
  async counted(userId: UserId, make: () => Promise<AsyncIterable<string>>): Promise<AsyncIterable<string>> {
    const before = this.#ofUser.get(userId) ?? 0;
    if (before >= this.#max) throw new ChatError("rate_limited");
    this.#ofUser.set(userId, before + 1);
    let isCounted = true;
    const end = (): void => {
      if (isCounted) this.#end(userId);
      isCounted = false;
    };
    try {
      return untilEnded((await make())[Symbol.asyncIterator](), end);
    } catch (error) {
      end();
      throw error;
    }
  }

  #end(userId: UserId): void {
    const rest = (this.#ofUser.get(userId) ?? 0) - 1;
    if (rest > 0) this.#ofUser.set(userId, rest);
    else this.#ofUser.delete(userId);
  }
}

/** The iteration as it is, and `end` when it is over. No generator: one that was never begun would not hear of its end. */
function untilEnded(texts: AsyncIterator<string>, end: () => void): AsyncIterable<string> {
  const iterator: AsyncIterator<string> = {
    async next() {
      try {
        const step = await texts.next();
        if (step.done === true) end();
        return step;
      } catch (error) {
        end();
        throw error;
      }
    },
    async return() {
      end();
      await texts.return?.();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
