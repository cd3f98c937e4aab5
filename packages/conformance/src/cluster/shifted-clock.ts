/**
 * Preloaded into a server (`--import`) to give it a wrong wall clock: `CHAOS_CLOCK_SHIFT_MS` milliseconds off, in all its threads. The
 * monotonic clock and timers go on as ever. Production code knows nothing of it.
 */
const shiftMs = Number(process.env["CHAOS_CLOCK_SHIFT_MS"] ?? 0);
const RealDate = Date;

class ShiftedDate extends RealDate {
  constructor(...given: readonly unknown[]) {
    if (given.length === 0) super(RealDate.now() + shiftMs);
    else super(...(given as [number]));
  }

  static override now(): number {
    return RealDate.now() + shiftMs;
  }
}

if (shiftMs !== 0) globalThis.Date = ShiftedDate as DateConstructor;
