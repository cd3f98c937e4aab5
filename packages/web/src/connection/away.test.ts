import assert from "node:assert/strict";
import { test } from "node:test";
import { isAway } from "./away.ts";

const minute = 60_000;

test("who hid the page for five minutes, or touched nothing for ten, is away", () => {
  const looking = { saidAway: false, hiddenSince: undefined, lastInputAt: 0 };
  assert.equal(isAway(looking, 9 * minute), false);
  assert.equal(isAway(looking, 10 * minute), true);
  const hidden = { saidAway: false, hiddenSince: 2 * minute, lastInputAt: 2 * minute };
  assert.equal(isAway(hidden, 6 * minute), false);
  assert.equal(isAway(hidden, 7 * minute), true);
});

test("who says that they are away is, whatever they do", () => {
  assert.equal(isAway({ saidAway: true, hiddenSince: undefined, lastInputAt: 0 }, 0), true);
});
