import type { Telemetry } from "../ports/telemetry.ts";
import { Chain, type Form } from "./chain.ts";
import { Replays } from "./replay.ts";

/** Whatever has something to write when the turn ends. */
export interface Flushable {
  flush(): void;
}

/** Frames delivered on one dialect in this turn. */
export interface Tally {
  readonly dialect: string;
  frames: number;
}

/** The tree of this turn's frames (chain.ts), for all connections that see them in one form. */
export interface Tree {
  readonly form: Form | null;
  readonly replays: Replays;
  /** Where the frames of this turn begin. */
  root: Chain;
}

/**
 * One turn of the event loop, as far as writing goes: who has something to write, and the trees of what they got.
 *
 * The turn ends in `setImmediate`, that is right after the poll phase in which sockets are read and the store's answers
 * arrive. A microtask would end it after every single read or answer, so frames caused by many sockets that became readable
 * together would be written one by one; a timer would make everyone wait. So the batch is whatever one poll brought,
 * and the price is the rest of that poll: nothing on an idle server, and on a busy one just the time that makes batches larger.
 */
export class Turn {
  readonly #telemetry: Telemetry;
  readonly #tallies: Tally[] = [];
  readonly #trees: Tree[] = [];
  #flushables: Flushable[] = [];
  #heldBytes = 0;
  #isScheduled = false;

  constructor(telemetry: Telemetry) {
    this.#telemetry = telemetry;
  }

  /** `form`: how the frames look on the connections that share the tree; null: as they are. */
  tree(form: Form | null): Tree {
    const tree = { form, replays: new Replays(form), root: Chain.root(form) };
    this.#trees.push(tree);
    return tree;
  }

  tally(dialect: string): Tally {
    const tally = { dialect, frames: 0 };
    this.#tallies.push(tally);
    return tally;
  }

  /** `flushable` will be flushed when the turn ends, once for each call. */
  add(flushable: Flushable): void {
    this.#flushables.push(flushable);
    this.#schedule();
  }

  /** The bytes held by some outbox changed by `delta`; told to telemetry when the turn ends. */
  held(delta: number): void {
    if (delta === 0) return;
    this.#heldBytes += delta;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#end);
  }

  readonly #end = (): void => {
    const flushables = this.#flushables;
    this.#isScheduled = false;
    this.#flushables = [];
    for (const tree of this.#trees) tree.root = Chain.root(tree.form);
    for (const flushable of flushables) flushable.flush();
    this.#report();
  };

  #report(): void {
    for (const tally of this.#tallies) {
      if (tally.frames > 0) this.#telemetry.deliveries(tally.dialect, tally.frames);
      tally.frames = 0;
    }
    if (this.#heldBytes !== 0) this.#telemetry.outboxBytes(this.#heldBytes);
    this.#heldBytes = 0;
  }
}
