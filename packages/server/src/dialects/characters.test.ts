import assert from "node:assert/strict";
import { test } from "node:test";
import { countCharacters, longerThan } from "./characters.ts";

test("characters are Unicode code points, not UTF-16 units", () => {
  assert.equal(countCharacters("a😀\uD800é"), 4);
  assert.equal(longerThan("😀".repeat(500), 500), false);
  assert.equal(longerThan("😀".repeat(501), 500), true);
  assert.equal(longerThan("a".repeat(500), 500), false);
  assert.equal(longerThan("a".repeat(501), 500), true);
  assert.equal(longerThan("\uD800".repeat(501), 500), true);
  assert.equal(longerThan("", 0), false);
});
