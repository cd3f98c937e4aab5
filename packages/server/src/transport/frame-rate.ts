const minuteMs = 60_000;

/**
 * At most so many frames a minute, evenly refilled, with a burst of one minute's worth: who was quiet for a minute may send
 * all of it at once. Kept as one number, the time up to which the frames taken so far are paid for (known as GCRA).
 */
export class FrameRate {
  readonly #frameMs: number;
  readonly #burstFrames: number;
  #paidUntilMs = Number.NEGATIVE_INFINITY;

  constructor(framesPerMinute: number) {
    this.#frameMs = minuteMs / framesPerMinute;
    this.#burstFrames = framesPerMinute;
  }

  /** Takes one frame and answers 0, or takes none and answers after how many milliseconds to try again. */
  take(nowMs: number): number {
    const aheadMs = Math.max(0, this.#paidUntilMs - nowMs);
    // The millionth is for rounding: a frame that is due now must not be refused for the last bit of a fraction.
    const excessMs = aheadMs - (minuteMs - this.#frameMs * 0.999999);
    if (excessMs > 0) return excessMs + this.#frameMs * this.#pauseFrames;
    this.#paidUntilMs = nowMs + aheadMs + this.#frameMs;
    return 0;
  }

  /** A reader that waited for every single frame would wake up for each; this lets a few come together. */
  get #pauseFrames(): number {
    return Math.floor(this.#burstFrames / 100);
  }
}
