/** What may be seen of a thing that is written again and again, given who was answered when. */
import type { Op } from "./records.ts";

/**
 * Of writes to one thing, those whose effect may be seen by who begins to look at `fromMs` and ends at `toMs`: not those that were refused or
 * begun later, and not those that were over before another began that was acknowledged by `fromMs`. One without an answer may come late.
 * `isInitial`: whether the thing may also be as before all of them.
 */
export function possible<Write extends Op>(
  writes: readonly Write[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): { readonly writes: readonly Write[]; readonly isInitial: boolean } {
  const settled = writes.filter(({ outcome, endMs }) => outcome === "acknowledged" && endMs <= fromMs);
  const latestStartMs = settled.reduce((latest, { startMs }) => Math.max(latest, startMs), Number.NEGATIVE_INFINITY);
  return {
    isInitial: settled.length === 0,
    writes: writes.filter(
      ({ outcome, startMs, endMs }) =>
        outcome !== "refused" && startMs <= toMs && !(outcome === "acknowledged" && endMs < latestStartMs),
    ),
  };
}
