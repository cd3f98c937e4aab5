import type { Frame } from "../dialects/contract.ts";
import type { Form } from "./chain.ts";
import { type Segment, segmentAt } from "./segment.ts";

/** Frames to be shown again, packed as far as any socket has asked for them; shared by all who get the same ones. */
export class Replay {
  readonly count: number;
  readonly bytes: number;
  readonly #frames: readonly Frame[];
  readonly #segments: Segment[] = [];
  /** Frames in `#segments`. */
  #packed = 0;

  constructor(frames: readonly Frame[]) {
    this.#frames = frames;
    this.count = frames.length;
    this.bytes = frames.reduce((sum, frame) => sum + frame.bytes.length, 0);
  }

  /** Whether there is a segment of that number, from 0. */
  has(index: number): boolean {
    return index < this.#segments.length || this.#packed < this.count;
  }

  /** The segment of that number; undefined past the last. To be asked for in order. */
  segment(index: number): Segment | undefined {
    if (index === this.#segments.length && this.#packed < this.count) {
      const segment = segmentAt(this.#frames, this.#packed, false);
      this.#segments.push(segment);
      this.#packed += segment.frames;
    }
    return this.#segments[index];
  }
}

/** The replays of all connections that see frames in one form. An array of frames has one, for as long as somebody keeps the array. */
export class Replays {
  readonly #form: Form | null;
  readonly #known = new WeakMap<readonly Frame[], Replay>();

  constructor(form: Form | null) {
    this.#form = form;
  }

  of(frames: readonly Frame[]): Replay {
    const known = this.#known.get(frames);
    if (known !== undefined) return known;
    const replay = new Replay(this.#form === null ? frames : frames.map(this.#form));
    this.#known.set(frames, replay);
    return replay;
  }
}
