import { mock } from "node:test";
import { Listeners } from "../base/listeners.ts";

/** How many listeners all chats of this process have. Made before them. */
export class Subscriptions implements Disposable {
  readonly #restore: () => void;
  #count = 0;

  constructor() {
    const add = Listeners.prototype.add;
    const changed = (by: number): void => {
      this.#count += by;
    };
    function counted(this: Listeners<unknown>, hear: (value: unknown) => void): () => boolean {
      const stop = add.call(this, hear);
      changed(1);
      return () => {
        const hasStopped = stop();
        if (hasStopped) changed(-1);
        return hasStopped;
      };
    }
    const { mock: mocked } = mock.method(Listeners.prototype, "add", counted);
    this.#restore = () => mocked.restore();
  }

  get count(): number {
    return this.#count;
  }

  [Symbol.dispose](): void {
    this.#restore();
  }
}
