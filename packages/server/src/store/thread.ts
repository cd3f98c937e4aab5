import { Worker } from "node:worker_threads";
import type { StoreError } from "../ports/store.ts";
import type { Failure } from "./failure.ts";
import { storeError } from "./failure.ts";

/** What a worker says first: that its connection is open, or why not. */
export type Opening =
  | { readonly kind: "opened"; readonly secret: Uint8Array }
  | { readonly kind: "unopened"; readonly failure: Failure };

export interface ThreadListener<In> {
  onMessage(message: In): void;
  /** The worker ended without having been asked to. Called at most once. */
  onDeath(error: StoreError): void;
}

/** A worker thread that is sent `Out` and answers with `In`. */
export class Thread<Out, In> {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  #listener: ThreadListener<In> | null = null;
  #death: StoreError | null = null;
  #isClosing = false;

  private constructor(worker: Worker) {
    this.#worker = worker;
    let cause: unknown;
    worker.on("error", (error) => {
      cause = error;
    });
    worker.on("messageerror", (error) => {
      cause = error;
      void worker.terminate();
    });
    this.#ended = new Promise((resolve) => {
      worker.on("exit", () => {
        if (!this.#isClosing) this.#died(cause);
        resolve();
      });
    });
  }

  /** Starts the worker and waits until its connection is open. Rejects with StoreError. */
  static async start<Out, In>(entry: URL, workerData: unknown): Promise<{ thread: Thread<Out, In>; secret: Buffer }> {
    const worker = new Worker(entry, { workerData });
    const thread = new Thread<Out, In>(worker);
    const opening = await new Promise<Opening>((resolve, reject) => {
      worker.once("message", resolve);
      thread.#listener = { onMessage: () => undefined, onDeath: reject };
    });
    if (opening.kind === "unopened") {
      thread.#isClosing = true;
      await thread.#ended;
      throw storeError(opening.failure);
    }
    return { thread, secret: Buffer.from(opening.secret) };
  }

  listen(listener: ThreadListener<In>): void {
    this.#listener = listener;
    this.#worker.on("message", (message: In) => listener.onMessage(message));
    if (this.#death !== null) listener.onDeath(this.#death);
  }

  send(message: Out): void {
    this.#worker.postMessage(message);
  }

  /** Sends the message that makes the worker end, and waits for its end. */
  async close(message: Out): Promise<void> {
    if (this.#death === null) {
      // Should it die before it has answered everything, that is still a death.
      this.send(message);
      await this.#ended;
    }
  }

  #died(cause: unknown): void {
    const message = cause instanceof Error ? cause.message : "it was ended from outside";
    this.#death = storeError({ code: "failed", message: `a thread of the store has died: ${message}` });
    this.#listener?.onDeath(this.#death);
  }
}
