import assert from "node:assert/strict";
import { test } from "node:test";
import { dayOf, dayText, untilMidnightMs } from "./dates.ts";

const now = new Date(2026, 2, 30, 0, 30).getTime();

test("days are called by the calendar, not by hours", () => {
  const [today, yesterday, before] = [
    dayText(new Date(2026, 2, 30, 0, 1).getTime(), now),
    dayText(new Date(2026, 2, 29, 23, 59).getTime(), now),
    dayText(new Date(2026, 2, 28, 12).getTime(), now),
  ];
  assert.equal(dayText(new Date(2026, 2, 30, 23, 59).getTime(), now), today);
  assert.equal(dayText(new Date(2026, 2, 29, 0, 0).getTime(), now), yesterday);
  assert.equal(new Set([today, yesterday, before]).size, 3);
  assert.match(dayText(new Date(2025, 2, 28, 12).getTime(), now), /2025/);
  assert.doesNotMatch(before ?? "", /2026/);
});

test("the next day begins when its date does", () => {
  const wait = untilMidnightMs(now);
  assert.notEqual(dayOf(now + wait), dayOf(now));
  assert.equal(dayOf(now + wait - 1), dayOf(now));
});
