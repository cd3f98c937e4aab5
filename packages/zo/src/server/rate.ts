/** A bucket of permits that refills steadily and holds two seconds' worth. */
export class Rate {
  readonly #perSecond: number;
  #permits: number;
  #filledAtMs: number;

  constructor(perSecond: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#permits = perSecond * 2;
    this.#filledAtMs = nowMs;
  }

  take(nowMs: number): boolean {
    const refill = ((nowMs - this.#filledAtMs) * this.#perSecond) / 1_000;
    this.#permits = Math.min(this.#perSecond * 2, this.#permits + refill);
    this.#filledAtMs = nowMs;
    // Not so when the rate is infinite: infinity times no time is no number, and nothing is below it.
    if (this.#permits < 1) return false;
    this.#permits -= 1;
    return true;
  }
}
