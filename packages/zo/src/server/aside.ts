import type { Bounds } from "./bounds.ts";
import type { Soon } from "./soon.ts";

/** Runs the jobs of one connection that keep no order. A job counts until its handler is done, whether or not its call was given up. */
export class Aside {
  readonly #bounds: Bounds;
  #running = 0;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /** False when too many are running: the job will not run. Jobs never fail. */
  run(job: () => Soon<void>): boolean {
    if (this.#running >= this.#bounds.concurrentFrames) return false;
    const result = job();
    if (result instanceof Promise) {
      this.#running += 1;
      void result.then(() => {
        this.#running -= 1;
      });
    }
    return true;
  }
}
