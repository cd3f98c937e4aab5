/** Events in the order of their times: a binary heap. */
export class Agenda {
  readonly #heap: { readonly at: number; readonly run: () => void }[] = [];
  /** Of the event that runs, in microseconds. */
  now = 0;

  at(at: number, run: () => void): void {
    const heap = this.#heap;
    let n = heap.push({ at, run }) - 1;
    while (n > 0) {
      const parent = (n - 1) >> 1;
      if ((heap[parent]?.at ?? 0) <= at) break;
      this.#swap(n, parent);
      n = parent;
    }
  }

  /** Runs what is due up to then. */
  runUntil(end: number): void {
    for (let next = this.#heap[0]; next !== undefined && next.at <= end; next = this.#heap[0]) {
      this.#removeFirst();
      this.now = next.at;
      next.run();
    }
    this.now = end;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    for (let n = 0; ; ) {
      const left = 2 * n + 1;
      const right = left + 1;
      let least = n;
      if ((heap[left]?.at ?? Number.POSITIVE_INFINITY) < (heap[least]?.at ?? 0)) least = left;
      if ((heap[right]?.at ?? Number.POSITIVE_INFINITY) < (heap[least]?.at ?? 0)) least = right;
      if (least === n) return;
      this.#swap(n, least);
      n = least;
    }
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    if (one === undefined || other === undefined) return;
    this.#heap[a] = other;
    this.#heap[b] = one;
  }
}

/** Cores that take work in the order in which it comes. */
export class Cores {
  readonly #freeAt: number[];
  /** Microseconds of work given to them so far. */
  busy = 0;

  constructor(count: number) {
    this.#freeAt = new Array<number>(count).fill(0);
  }

  /** Answers when work that comes at `at` is done. */
  done(at: number, micros: number): number {
    let first = 0;
    for (let n = 1; n < this.#freeAt.length; n += 1) if ((this.#freeAt[n] ?? 0) < (this.#freeAt[first] ?? 0)) first = n;
    const end = Math.max(at, this.#freeAt[first] ?? 0) + micros;
    this.#freeAt[first] = end;
    this.busy += micros;
    return end;
  }
}
