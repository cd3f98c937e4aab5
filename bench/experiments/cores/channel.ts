/** What the core thread and the threads (or processes) with the sockets tell each other: at most one message each way in a turn of the event loop. */
import type { CloseReason } from "../../../packages/server/src/dialects/contract.ts";

export interface Opened {
  readonly link: number;
  readonly dialect: string;
  readonly address: string;
  readonly query: string;
}

/** From the sockets. Links are numbered by whoever has the socket. */
export interface ToCore {
  readonly opened: readonly Opened[];
  /** Text n came on link n. */
  readonly links: readonly number[];
  readonly texts: readonly string[];
  readonly closed: readonly number[];
  /** When the last write was done, on the clock of `process.hrtime`; the answer to `asks`. */
  readonly flushedAtNs?: bigint;
}

/** From the core. */
export interface ToSockets {
  /** For each write: where its bytes end in `bytes`, whether it is a replay (1), to how many links it goes, and these. */
  readonly plan: Int32Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Links of whose texts the oldest is handled, once for each text. */
  readonly settled: readonly number[];
  readonly closes: readonly { readonly link: number; readonly reason: CloseReason }[];
  readonly asks?: boolean;
}

export interface Channel<Out, In> {
  post(message: Out, transfer: readonly ArrayBuffer[]): void;
  listen(listener: (message: In) => void): void;
}

/** Runs `task` at the end of the turn in which it was first asked to, as transport writes (transport/turn.ts). */
export function oncePerTurn(task: () => void): () => void {
  let isDue = false;
  const run = (): void => {
    isDue = false;
    task();
  };
  return () => {
    if (!isDue) setImmediate(run);
    isDue = true;
  };
}
