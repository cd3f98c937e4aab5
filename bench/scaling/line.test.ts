import assert from "node:assert/strict";
import { test } from "node:test";
import { line } from "./line.ts";

test("a line through points on one is that line", () => {
  const { at0, slope } = line([1, 10, 1_000].map((x) => [x, 300 + 7 * x]));
  assert.ok(Math.abs(at0 - 300) < 1e-6 && Math.abs(slope - 7) < 1e-9, `${at0} + ${slope} x`);
});

test("points that are off by the same share pull as hard, large or small", () => {
  const { at0, slope } = line([
    [1, 100 * 1.1],
    [1, 100 / 1.1],
    [1_000, 10_000 * 1.1],
    [1_000, 10_000 / 1.1],
  ]);
  const middle = (x: number): number => at0 + slope * x;
  assert.ok(Math.abs(middle(1) / 100 - 1) < 0.02 && Math.abs(middle(1_000) / 10_000 - 1) < 0.02);
});
