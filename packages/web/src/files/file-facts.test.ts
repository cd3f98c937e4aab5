import assert from "node:assert/strict";
import { test } from "node:test";
import { fileKind, shownSize, sizeText } from "./file-facts.ts";

test("a file's kind is told by its type", () => {
  assert.equal(fileKind("image/webp"), "image");
  assert.equal(fileKind("application/pdf"), "text");
  assert.equal(fileKind("application/zip"), "archive");
  assert.equal(fileKind("application/octet-stream"), "other");
  assert.equal(fileKind(""), "other");
});

test("a size has a unit that fits", () => {
  assert.match(sizeText(0), /^0\D/);
  assert.match(sizeText(999), /^999\D/);
  assert.match(sizeText(1_500), /^2\D/);
  assert.match(sizeText(1_500_000), /^1[.,]5\D/);
  assert.match(sizeText(5e12), /000\D/);
});

test("a picture fits, keeps its shape, and is not made larger", () => {
  assert.deepEqual(shownSize({ width: 100, height: 50 }), { width: 100, height: 50 });
  assert.deepEqual(shownSize({ width: 4_200, height: 2_000 }), { width: 420, height: 200 });
  assert.deepEqual(shownSize({ width: 1_000, height: 3_200 }), { width: 100, height: 320 });
  assert.deepEqual(shownSize({ width: 10_000, height: 1 }), { width: 420, height: 32 });
});
