const firstMs = 500;
const longestMs = 10_000;

/** How long to stay away after so many failures in a row: twice as long each time, up to a bound, and not all at the same moment. */
export function waitMs(failures: number, random: number): number {
  const full = Math.min(firstMs * 2 ** failures, longestMs);
  return Math.round(full * (0.75 + random / 4));
}
