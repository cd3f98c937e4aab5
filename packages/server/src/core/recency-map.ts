interface Node<V> {
  readonly key: string;
  readonly value: V;
  older: Node<V> | null;
  newer: Node<V> | null;
}

/**
 * A map that knows which entry was used longest ago. A plain `Map` whose entries are taken out and put back knows it too, but finds
 * the first only by stepping over the holes that others left; here every step takes the same time however many there are.
 */
export class RecencyMap<V> {
  readonly #nodes = new Map<string, Node<V>>();
  #oldest: Node<V> | null = null;
  #newest: Node<V> | null = null;

  get size(): number {
    return this.#nodes.size;
  }

  get oldest(): { readonly key: string; readonly value: V } | null {
    return this.#oldest;
  }

  /** Looks without using. */
  get(key: string): V | undefined {
    return this.#nodes.get(key)?.value;
  }

  /** The value of `key`, made when missing, from now on the most recently used. */
  use(key: string, make: () => V): V {
    let node = this.#nodes.get(key);
    if (node === undefined) {
      node = { key, value: make(), older: null, newer: null };
      this.#nodes.set(key, node);
    } else {
      this.#unlink(node);
    }
    node.older = this.#newest;
    if (this.#newest === null) this.#oldest = node;
    else this.#newest.newer = node;
    this.#newest = node;
    return node.value;
  }

  delete(key: string): void {
    const node = this.#nodes.get(key);
    if (node === undefined) return;
    this.#nodes.delete(key);
    this.#unlink(node);
  }

  clear(): void {
    this.#nodes.clear();
    this.#oldest = null;
    this.#newest = null;
  }

  /** From the longest unused to the latest used. */
  *entries(): Generator<{ readonly key: string; readonly value: V }> {
    for (let node = this.#oldest; node !== null; node = node.newer) yield node;
  }

  #unlink(node: Node<V>): void {
    if (node.older === null) this.#oldest = node.newer;
    else node.older.newer = node.newer;
    if (node.newer === null) this.#newest = node.older;
    else node.newer.older = node.older;
    node.older = null;
    node.newer = null;
  }
}
