import type { BlobHash, HeldBlob } from "../ports/blobs.ts";

/** Who holds which blob, and whose turn it is to keep or remove it: for the rule of the port, in a store of one process. */
export class Holds {
  readonly #held = new Map<BlobHash, number>();
  /** The last of those who work on a blob or wait for it. */
  readonly #turns = new Map<BlobHash, Promise<void>>();

  /**
   * Held from now on, and kept by `keep` when it is its turn: after a removal that was decided on before, whatever became of that.
   * When `keep` rejects nothing is held.
   */
  async keeping(hash: BlobHash, sizeBytes: number, keep: () => Promise<void>): Promise<HeldBlob> {
    const held = this.#hold(hash, sizeBytes);
    try {
      await this.#inTurn(hash, keep);
      return held;
    } catch (error) {
      held[Symbol.dispose]();
      throw error;
    }
  }

  /** Runs `remove` while nobody holds the blob and whoever wants to keep it waits. False, and nothing was run, when somebody holds it. */
  removing<T>(hash: BlobHash, remove: () => Promise<T>): Promise<T | false> {
    return this.#inTurn(hash, async () => (this.#held.has(hash) ? false : await remove()));
  }

  #hold(hash: BlobHash, sizeBytes: number): HeldBlob {
    this.#held.set(hash, (this.#held.get(hash) ?? 0) + 1);
    let isHeld = true;
    return {
      hash,
      sizeBytes,
      [Symbol.dispose]: () => {
        const count = this.#held.get(hash) ?? 0;
        if (isHeld && count > 1) this.#held.set(hash, count - 1);
        else if (isHeld) this.#held.delete(hash);
        isHeld = false;
      },
    };
  }

  async #inTurn<T>(hash: BlobHash, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(hash);
    const { promise: turn, resolve: end } = Promise.withResolvers<void>();
    this.#turns.set(hash, turn);
    try {
      await before;
      return await work();
    } finally {
      if (this.#turns.get(hash) === turn) this.#turns.delete(hash);
      end();
    }
  }
}
