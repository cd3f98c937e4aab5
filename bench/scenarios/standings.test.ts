import assert from "node:assert/strict";
import { test } from "node:test";
import { median } from "../lib/figures.ts";
import { ratios } from "./standings.ts";

test("a median of an even number lies between the middle two, and of nothing is NaN", () => {
  assert.deepEqual([median([3, 1, 2]), median([4, 1, 3, 2]), median([])], [2, 2.5, Number.NaN]);
});

test("ratios are taken round by round, so that a slow minute of the machine is in both", () => {
  assert.deepEqual(ratios([10, 1, 30], [20, 2, 15]), { median: 0.5, least: 0.5, greatest: 2 });
});
