import { ChatError } from "./errors.ts";

/** Does the work when its turn comes, and answers with what it answers. Error, besides the work's own: `overloaded`. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** Runs at most `atOnce` side by side, in the order they came; at most `waiting` wait, the next is refused as `overloaded`. */
export function createTurns(atOnce: number, waiting: number): InTurn {
  let running = 0;
  const queue: (() => void)[] = [];
  return async (work) => {
    if (running >= atOnce) {
      if (queue.length >= waiting) throw new ChatError("overloaded");
      // Whoever ends hands its place on, so `running` stays as it is.
      await new Promise<void>((resolve) => queue.push(resolve));
    } else {
      running++;
    }
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
