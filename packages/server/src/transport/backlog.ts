import type { Frame } from "../dialects/contract.ts";
import { Fifo } from "./fifo.ts";
import { joined, type Segment, segmentAt, segmentBytes } from "./segment.ts";

/** Frames that the caller keeps anyway; held by reference and packed only when the socket asks for them. */
interface Replay {
  readonly replay: readonly Frame[];
  next: number;
}

/** What waits for a socket that takes no more at the moment: live segments and replays, in order. */
export class Backlog {
  /** Live bytes and frames: what the outbox bounds are about. */
  liveBytes = 0;
  liveFrames = 0;
  /** All bytes, replays included. */
  bytes = 0;
  readonly #items = new Fifo<Segment | Replay>();

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  get holdsReplay(): boolean {
    return this.bytes > this.liveBytes;
  }

  push(segment: Segment): void {
    this.#items.push(segment);
    this.#count(segment, 1);
  }

  /** `frames` MUST NOT be empty and MUST NOT be changed by the caller afterwards. */
  pushReplay(frames: readonly Frame[]): void {
    this.#items.push({ replay: frames, next: 0 });
    for (const frame of frames) this.bytes += frame.bytes.length;
  }

  /** Takes out what one write should carry; undefined when nothing waits. */
  shift(): Segment | undefined {
    const first = this.#items.peek();
    if (first === undefined) return undefined;
    const segment = "replay" in first ? this.#shiftReplay(first) : this.#shiftLive();
    this.#count(segment, -1);
    return segment;
  }

  #shiftReplay(item: Replay): Segment {
    const segment = segmentAt(item.replay, item.next, false);
    item.next += segment.frames;
    if (item.next >= item.replay.length) this.#items.shift();
    return segment;
  }

  /** Many turns may have left a small segment each: they leave together. */
  #shiftLive(): Segment {
    const parts: Uint8Array[] = [];
    let size = 0;
    let frames = 0;
    for (let item = this.#items.peek(); item !== undefined && !("replay" in item); item = this.#items.peek()) {
      if (parts.length > 0 && size + item.bytes.length > segmentBytes) break;
      parts.push(item.bytes);
      size += item.bytes.length;
      frames += item.frames;
      this.#items.shift();
    }
    return { bytes: joined(parts, size), frames, live: true };
  }

  #count(segment: Segment, sign: 1 | -1): void {
    const size = segment.bytes.length * sign;
    this.bytes += size;
    if (!segment.live) return;
    this.liveBytes += size;
    this.liveFrames += segment.frames * sign;
  }
}
