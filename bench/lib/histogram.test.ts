import assert from "node:assert/strict";
import { test } from "node:test";
import { bucketNs, type Histogram, latenciesOf, merged, quantileNs } from "./histogram.ts";

const of = (maxNs: number, ...counts: [number, number][]): Histogram => ({ maxNs, counts });

test("each bucket begins where the one before ends, and is at most 1.6 % wide", () => {
  assert.deepEqual([0, 1, 63].map(bucketNs), [0, 1, 63]);
  for (let bucket = 64; bucket < 58 * 64; bucket++) {
    const width = 2 ** (Math.floor(bucket / 64) - 1);
    const begin = bucketNs(bucket) - width / 2;
    assert.ok(width / begin <= 1 / 64, `bucket ${bucket}`);
    if (bucket % 64 === 0) assert.equal(begin, 2 ** (bucket / 64 + 5), `octave of ${bucket}`);
  }
});

test("a quantile is the duration that so many do not exceed", () => {
  const hundred = of(60, [10, 50], [20, 49], [60, 1]);
  assert.equal(quantileNs(hundred, 0.5), 10);
  assert.equal(quantileNs(hundred, 0.51), 20);
  assert.equal(quantileNs(hundred, 0.99), 20);
  assert.equal(quantileNs(hundred, 0.999), 60);
});

test("no quantile is above the greatest duration", () => {
  assert.equal(quantileNs(of(65_536, [11 * 64, 1]), 0.5), 65_536);
});

test("laps put together count as one", () => {
  const both = merged([of(20, [10, 3], [20, 1]), of(30, [10, 1], [30, 2])]);
  assert.deepEqual(both, of(30, [10, 4], [20, 1], [30, 2]));
});

test("without durations every latency is NaN", () => {
  assert.deepEqual(latenciesOf(of(0)), { p50Ms: Number.NaN, p99Ms: Number.NaN, p999Ms: Number.NaN, maxMs: Number.NaN });
});
