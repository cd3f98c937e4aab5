import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { reconnectionDelay } from "./backoff.ts";

test("K5: the documented defaults: at least a second, at most ten, growing by 1.3", () => {
  const bounds = (retries: number) => [reconnectionDelay(retries, 0, {}), reconnectionDelay(retries, 1, {})];
  assert.deepEqual(bounds(0), [1_000, 2_000]);
  assert.deepEqual(bounds(1), [1_000, 2_600]);
  assert.deepEqual(bounds(7), [1_000, 10_000]);
  assert.deepEqual(bounds(1_000_000), [1_000, 10_000]);
});

test("K5: whatever the options, the wait is between the least and the most", () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(20_000),
      fc.nat(20_000),
      (retries, random, min, max) => {
        const delay = reconnectionDelay(retries, random, { minReconnectionDelay: min, maxReconnectionDelay: max });
        assert.ok(delay >= Math.min(min, max) && delay <= max, String(delay));
      },
    ),
  );
});
