import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { codePointCount, isLongerThan } from "./text.ts";

const anyText = fc.string({
  unit: fc.oneof(fc.string({ unit: "binary", minLength: 1, maxLength: 1 }), fc.constantFrom("\ud800", "\udc00", "😀")),
});

test("characters are code points: counted as iterating a string counts them, lone surrogates too", () => {
  fc.assert(fc.property(anyText, (text) => assert.equal(codePointCount(text), [...text].length)));
});

test("isLongerThan agrees with counting for every bound", () => {
  fc.assert(fc.property(anyText, fc.nat(30), (text, max) => assert.equal(isLongerThan(text, max), [...text].length > max)));
});
