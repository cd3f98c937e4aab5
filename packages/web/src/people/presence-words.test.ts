import assert from "node:assert/strict";
import { test } from "node:test";
import { agoOf } from "./ago.ts";
import { presenceOf, presenceWords } from "./presence-words.ts";

const minute = 60_000;
const now = 1_700_000_000_000;

test("a time is told in its largest whole unit", () => {
  assert.equal(agoOf(minute - 1), undefined);
  assert.equal(agoOf(-minute), undefined);
  assert.deepEqual(agoOf(minute), { count: 1, unit: "minute" });
  assert.deepEqual(agoOf(119 * minute), { count: 1, unit: "hour" });
  assert.deepEqual(agoOf(49 * 60 * minute), { count: 2, unit: "day" });
  assert.deepEqual(agoOf(800 * 24 * 60 * minute), { count: 2, unit: "year" });
});

test("who is away for long was active some time ago", () => {
  assert.equal(presenceWords({ state: "offline", lastActiveAt: now - 5 * minute }, now), "Active 5 minutes ago");
  assert.equal(presenceWords({ state: "offline", lastActiveAt: now - 24 * 60 * minute }, now), "Active yesterday");
  assert.equal(presenceWords({ state: "offline", lastActiveAt: now }, now), "Active a moment ago");
  assert.equal(presenceWords({ state: "online", lastActiveAt: 1 }, now), "Online");
});

test("of whom nothing is known nothing is said", () => {
  for (const status of [undefined, { state: "offline" } as const]) {
    assert.equal(presenceWords(status, now), undefined);
    assert.equal(presenceOf(status), undefined);
  }
  assert.equal(presenceOf({ state: "away" }), "away");
});
