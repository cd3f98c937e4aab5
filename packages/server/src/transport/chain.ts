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
  readonly #frame: Frame | null;
  /** Null: as they are. */
  readonly #form: Form | null;
  #newestChild: Chain | null = null;
  #olderSibling: Chain | null = null;
  #segments: readonly Segment[] | null = null;

  private constructor(parent: Chain | null, frame: Frame | null, form: Form | null) {
    this.#parent = parent;
    this.#frame = frame;
    this.#form = form;
    this.count = parent === null ? 0 : parent.count + 1;
  }

  /** Where a tree begins; its segments are of frames in that form. */
  static root(form: Form | null = null): Chain {
    return new Chain(null, null, form);
  }

  /** The node for these frames and then `frame`, the same one for everybody who asks soon enough after another. */
  append(frame: Frame): Chain {
    let child = this.#newestChild;
    for (let searched = 0; child !== null && searched < siblingsSearched; searched++) {
      if (child.#frame === frame) return child;
      child = child.#olderSibling;
    }
    const added = new Chain(this, frame, this.#form);
    added.#olderSibling = this.#newestChild;
    this.#newestChild = added;
    return added;
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
    const frames: Frame[] = [];
    for (let node: Chain | null = this; node !== null; node = node.#parent) {
      if (node.#frame !== null) frames.push(node.#frame);
    }
    frames.reverse();
    return this.#form === null ? frames : frames.map(this.#form);
  }
}
