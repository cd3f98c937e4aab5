import type { Frame } from "../dialects/contract.ts";

/** What one call of `socket.write` gets: whole frames, in order. Shared by every connection that gets the same ones. */
export interface Segment {
  readonly bytes: Uint8Array;
  readonly frames: number;
  /** False: part of a replay, which is outside the outbox bound. */
  readonly live: boolean;
}

/** Small frames are copied together up to this size: one system call instead of many, and no more than a socket takes at once. */
export const segmentBytes = 64 * 1024;
/** A frame of this size is worth its own system call and is never copied. */
const wholeFrameBytes = 16 * 1024;

/** The segment that begins with `frames[from]`. `from` MUST be within `frames`. */
export function segmentAt(frames: readonly Frame[], from: number, live: boolean): Segment {
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let index = from; index < frames.length; index++) {
    const bytes = frames[index]?.bytes;
    if (bytes === undefined) break;
    const tooMuch = bytes.length >= wholeFrameBytes || size + bytes.length > segmentBytes;
    if (parts.length > 0 && tooMuch) break;
    parts.push(bytes);
    size += bytes.length;
    if (bytes.length >= wholeFrameBytes) break;
  }
  return { bytes: joined(parts, size), frames: parts.length, live };
}

/** One buffer of all `parts`; a single part is not copied. */
export function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : Buffer.concat(parts, size);
}
