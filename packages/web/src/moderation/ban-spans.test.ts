import assert from "node:assert/strict";
import { test } from "node:test";
import { banSpans, untilOf } from "./ban-spans.ts";

test("a ban ends so long after now, and one without an end has none", () => {
  assert.equal(untilOf("ever", 1_000), undefined);
  assert.equal(untilOf("hour", 1_000), 3_601_000);
  const ends = banSpans.slice(1).map((span) => untilOf(span, 0) ?? 0);
  assert.deepEqual(
    ends,
    [...ends].sort((one, other) => one - other),
  );
});
