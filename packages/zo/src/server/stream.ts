import type { OngoingStream } from "./ongoing.ts";
import type { Soon } from "./soon.ts";

export interface StreamRun {
  readonly events: AsyncIterable<unknown>;
  readonly stream: OngoingStream;
  readonly send: (event: unknown) => Soon<void>;
  /** Hears what a handler throws while it cleans up: its client is gone. */
  readonly report: (error: unknown) => void;
}

/**
 * Takes events from the handler as the client has room for them: without credit the handler is not asked for the next.
 * True when the handler finished, false when the stream was stopped; fails with what the handler threw.
 */
export async function runStream({ events, stream, send, report }: StreamRun): Promise<boolean> {
  const iterator = events[Symbol.asyncIterator]();
  let isAtEnd = false;
  try {
    while (await stream.takeCredit()) {
      const next = iterator.next();
      // A handler that waits for something that never happens must not keep its stream alive.
      const step = await stream.unlessStopped(next);
      if (step === "stopped") {
        next.catch(report);
        return false;
      }
      if (step.done === true) {
        isAtEnd = true;
        return true;
      }
      await send(step.value);
    }
    return false;
  } catch (error) {
    if (stream.abort.isAborted) {
      report(error);
      return false;
    }
    throw error;
  } finally {
    // Not awaited: a generator that is waiting for something finishes when that happens.
    if (!isAtEnd) leave(iterator).catch(report);
  }
}

/** What `return` throws and what it rejects are the same to us. */
async function leave(iterator: AsyncIterator<unknown>): Promise<void> {
  await iterator.return?.();
}
