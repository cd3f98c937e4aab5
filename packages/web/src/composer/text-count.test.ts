import assert from "node:assert/strict";
import { test } from "node:test";
import { charsIn, charsLeft, sendable } from "./text-count.ts";

test("characters are counted as the server counts them", () => {
  for (const text of ["", "abc", "👍", "👩‍👩‍👧", "\uD83D", "\uDC4D\uD83D", "a\uD83Db👍"])
    assert.equal(charsIn(text), [...text].length, text);
});

test("what is left is told near the bound, and what is too much past it", () => {
  assert.equal(charsLeft("a".repeat(10), 1_000), undefined);
  assert.equal(charsLeft("a".repeat(799), 1_000), undefined);
  assert.equal(charsLeft("a".repeat(800), 1_000), 200);
  assert.equal(charsLeft("a".repeat(1_000), 1_000), 0);
  assert.equal(charsLeft("👍".repeat(1_001), 1_000), -1);
  assert.equal(charsLeft("👍".repeat(500), 1_000), undefined);
});

test("blank ends and empty first lines are not sent, and the spaces of code are", () => {
  assert.equal(sendable("  \n\n    code\n  "), "    code");
  assert.equal(sendable(" hello \n"), " hello");
  assert.equal(sendable(" \n \n"), "");
});
