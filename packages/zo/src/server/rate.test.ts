import assert from "node:assert/strict";
import { test } from "node:test";
import { Rate } from "./rate.ts";

test("framesPerSecond: two seconds' worth at once, then the rate, and no more saved up than that", () => {
  const rate = new Rate(10, 0);
  const taken = (nowMs: number) => {
    let count = 0;
    while (count < 1_000 && rate.take(nowMs)) count += 1;
    return count;
  };
  assert.deepEqual([taken(0), taken(99), taken(100), taken(600), taken(1_000_000), taken(1_000_000)], [20, 0, 1, 5, 20, 0]);
});

test("a rate without bound is none", () => {
  const rate = new Rate(Number.POSITIVE_INFINITY, 0);
  for (let count = 0; count < 100; count++) assert.ok(rate.take(count % 2));
});
