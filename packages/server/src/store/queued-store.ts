import type { Store } from "../ports/store.ts";
import { StoreError } from "../ports/store.ts";
import type { Answer, Arguments, Functions, ReadName } from "./calls.ts";
import { readNames, writeNames } from "./calls.ts";
import { wellFormed } from "./text.ts";
import type { WriteQueue } from "./write-queue.ts";

/** The reading half: whoever answers calls by their names. */
export interface Reads {
  call<N extends ReadName>(name: N, args: Arguments<N>): Promise<Answer<N>>;
  close(): Promise<void>;
}

/** The port over a queue of writes and one of reads: nothing here touches the disk. What is passed on is named in calls.ts, and goes as it is. */
export function queuedStore(secret: Buffer, writes: WriteQueue, reads: Reads): Store {
  let closing: Promise<void> | null = null;
  const whileOpen = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closing !== null) throw closed();
    return await work();
  };
  const forwarded = {
    ...forwarding(readNames, (name, args) => whileOpen(() => reads.call(name, wellFormed(args)))),
    ...forwarding(writeNames, (name, args) => whileOpen(() => writes.call(name, wellFormed(args)))),
  };
  /** The reader first: of SQLite's connections the last to close copies the write-ahead log back and removes it. */
  const close = async (): Promise<void> => {
    await reads.close();
    await writes.close();
  };
  return {
    ...forwarded,
    secret,
    onCommit: (listener) => writes.onCommit(listener),
    // Without a step of their own: these two are most of what is written.
    post: (post) => (closing === null ? writes.post(post) : Promise.reject(closed())),
    postPrivate: (post) => (closing === null ? writes.postPrivate(post) : Promise.reject(closed())),
    /** A real durable write, of one counter, and a look-up: when the reader has died nobody can log in. */
    async check() {
      await forwarded.check();
      await forwarded.findUser("");
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}

const closed = (): StoreError => new StoreError("closed", "the store is closed");

type Forward<N extends keyof Functions> = <K extends N>(name: K, args: Parameters<Functions[K]>) => Promise<unknown>;

/** A function for each name, which passes its arguments on. */
function forwarding<N extends keyof Functions>(names: readonly N[], forward: Forward<N>): Pick<Functions, N> {
  const functions = names.map((name) => [name, (...args: Parameters<Functions[N]>) => forward(name, args)]);
  // Each name is that of a function of the port, with its arguments and its answer: queues and workers are typed by name.
  return Object.fromEntries(functions) as Pick<Functions, N>;
}
