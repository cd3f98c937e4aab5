/** Works that one node does for all of them. */
export interface Duty {
  /** Whether it is this node that does them. For a moment it may be two, or none: the works MUST be safe then, and come again. */
  readonly isMine: boolean;
  /** Calls `begin` at once if it is, and whenever it comes to be. The answer ends it. */
  whenMine(begin: () => void): () => void;
}

/** Of a process that is alone, and for tests. */
export const soleDuty: Duty = {
  isMine: true,
  whenMine(begin) {
    begin();
    return () => undefined;
  },
};

/** Whose id is the smallest of those that are alive has it. */
export class FirstNodeDuty implements Duty {
  #isMine = false;
  readonly #begins = new Set<{ readonly begin: () => void }>();

  get isMine(): boolean {
    return this.#isMine;
  }

  whenMine(begin: () => void): () => void {
    const entry = { begin };
    this.#begins.add(entry);
    if (this.#isMine) begin();
    return () => {
      this.#begins.delete(entry);
    };
  }

  /** The nodes that are alive may be others than before. */
  decide(nodeId: string, others: Iterable<string>): void {
    const was = this.#isMine;
    this.#isMine = true;
    for (const other of others) if (other < nodeId) this.#isMine = false;
    if (this.#isMine && !was) for (const { begin } of [...this.#begins]) begin();
  }
}
