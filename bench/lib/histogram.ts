/** Durations as the load generator counts them (native/base.h): 64 buckets to an octave, so each is known to 1.6 %. */
export interface Histogram {
  readonly maxNs: number;
  /** Bucket and how many, sparse. */
  readonly counts: readonly (readonly [bucket: number, count: number])[];
}

/** Latencies in milliseconds. NaN when there was nothing to count. */
export interface Latencies {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
}

/** The middle of a bucket in nanoseconds. */
export function bucketNs(bucket: number): number {
  if (bucket < 64) return bucket;
  const width = 2 ** (Math.floor(bucket / 64) - 1);
  return (64 + (bucket % 64)) * width + width / 2;
}

export function merged(histograms: readonly Histogram[]): Histogram {
  const counts = new Map<number, number>();
  for (const [bucket, count] of histograms.flatMap((histogram) => histogram.counts)) {
    counts.set(bucket, (counts.get(bucket) ?? 0) + count);
  }
  return { maxNs: Math.max(0, ...histograms.map(({ maxNs }) => maxNs)), counts: [...counts].sort(([a], [b]) => a - b) };
}

/** The duration that `share` of all do not exceed, in nanoseconds. NaN when there are none. */
export function quantileNs({ maxNs, counts }: Histogram, share: number): number {
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  let left = Math.ceil(total * share);
  for (const [bucket, count] of counts) {
    left -= count;
    if (left <= 0) return Math.min(bucketNs(bucket), maxNs);
  }
  return Number.NaN;
}

export function latenciesOf(histogram: Histogram): Latencies {
  const ms = (share: number): number => quantileNs(histogram, share) / 1e6;
  return {
    p50Ms: ms(0.5),
    p99Ms: ms(0.99),
    p999Ms: ms(0.999),
    maxMs: histogram.counts.length === 0 ? Number.NaN : histogram.maxNs / 1e6,
  };
}
