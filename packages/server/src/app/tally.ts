/**
 * What happened since it was last asked, by the values of some labels in their order. Of prom-client's counters each count makes an
 * object, a text and a look-up by that text; this makes nothing, and several counts come with every message.
 */
export class Tally {
  readonly #branches = new Map<string, Tally>();
  #count = 0;

  /** The tally of what has this value of the next label. */
  at(value: string): Tally {
    let branch = this.#branches.get(value);
    if (branch === undefined) {
      branch = new Tally();
      this.#branches.set(value, branch);
    }
    return branch;
  }

  add(count: number): void {
    this.#count += count;
  }

  /** Tells each count with its labels, and begins anew. */
  give(names: readonly string[], take: (labels: Record<string, string>, count: number) => void): void {
    if (this.#count > 0) take({}, this.#count);
    this.#count = 0;
    const [name, ...others] = names;
    if (name === undefined) return;
    for (const [value, branch] of this.#branches)
      branch.give(others, (labels, count) => take({ [name]: value, ...labels }, count));
  }
}
