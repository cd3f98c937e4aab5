import type { Frame } from "../dialects/contract.ts";
import { type Segment, segmentAt } from "./segment.ts";

/** How a frame looks on some connections. */
export type Form = (frame: Frame) => Frame;

/** How many alternatives are looked at before a new one is made: about as many as there are dialects. */
const siblingsSearched = 8;

/**
 * The frames that an outbox got in one turn of the event loop, as a path in a tree that all outboxes share. Outboxes that
 * got the same frames in the same order end on the same node, so what is computed there (one buffer of all the frames)
 * is computed once for all of them. The tree lives for one turn.
 */
export class Chain {
  /** Frames from the root to here. */
  readonly count: number;
  readonly #parent: Chain | null;
  /** Null at the root. */
  readonly #added: Frame | readonly Frame[] | null;
  /** Null: as they are. */
  readonly #form: Form | null;
  #newestChild: Chain | null = null;
  #olderSibling: Chain | null = null;
  #segments: readonly Segment[] | null = null;

  private constructor(parent: Chain | null, added: Frame | readonly Frame[] | null, form: Form | null) {
    this.#parent = parent;
    this.#added = added;
    this.#form = form;
    this.count = (parent?.count ?? 0) + listOf(added).length;
  }

  /** Where a tree begins; its segments are of frames in that form. */
  static root(form: Form | null = null): Chain {
    return new Chain(null, null, form);
  }

  /**
   * The node for these frames and then `added`, the same one for everybody who asks soon enough after another; of an array, for
   * everybody who has the same array.
   */
  append(added: Frame | readonly Frame[]): Chain {
    let child = this.#newestChild;
    for (let searched = 0; child !== null && searched < siblingsSearched; searched++) {
      if (child.#added === added) return child;
      child = child.#olderSibling;
    }
    const node = new Chain(this, added, this.#form);
    node.#olderSibling = this.#newestChild;
    this.#newestChild = node;
    return node;
  }

  /** The frames as few buffers, made at the first call. */
  segments(): readonly Segment[] {
    this.#segments ??= this.#pack();
    return this.#segments;
  }

  #pack(): readonly Segment[] {
    const frames = this.#frames();
    const segments: Segment[] = [];
    for (let index = 0; index < frames.length; ) {
      const segment = segmentAt(frames, index, true);
      segments.push(segment);
      index += segment.frames;
    }
    return segments;
  }

  #frames(): readonly Frame[] {
    const parts: (readonly Frame[])[] = [];
    for (let node: Chain | null = this; node !== null; node = node.#parent) parts.push(listOf(node.#added));
    const frames = parts.reverse().flat();
    return this.#form === null ? frames : frames.map(this.#form);
  }
}

function listOf(added: Frame | readonly Frame[] | null): readonly Frame[] {
  if (added === null) return [];
  return "bytes" in added ? [added] : added;
}
