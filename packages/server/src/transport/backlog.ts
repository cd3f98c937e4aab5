import { Fifo } from "./fifo.ts";
import type { Replay } from "./replay.ts";
import { joined, type Segment, segmentBytes } from "./segment.ts";

/** How far a replay has come. */
interface Replaying {
  readonly replay: Replay;
  /** The number of the next segment, which there is. */
  next: number;
}

/** What waits for a socket that takes no more at the moment: live segments and replays, in order. */
export class Backlog {
  /** Live bytes and frames: what the outbox bounds are about. */
  liveBytes = 0;
  liveFrames = 0;
  /** All bytes, replays included. */
  bytes = 0;
  readonly #items = new Fifo<Segment | Replaying>();

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

  /** An empty one is nothing. */
  pushReplay(replay: Replay): void {
    if (replay.count === 0) return;
    this.#items.push({ replay, next: 0 });
    this.bytes += replay.bytes;
  }

  /** Takes out what one write should carry; undefined when nothing waits. */
  shift(): Segment | undefined {
    const first = this.#items.peek();
    if (first === undefined) return undefined;
    const segment = "replay" in first ? this.#shiftReplay(first) : this.#shiftLive();
    if (segment !== undefined) this.#count(segment, -1);
    return segment;
  }

  #shiftReplay(item: Replaying): Segment | undefined {
    const segment = item.replay.segment(item.next);
    item.next += 1;
    if (!item.replay.has(item.next)) this.#items.shift();
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
