import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { boundsWith } from "../ports/bounds.ts";
import { isObject, parseJson } from "./json.ts";

const nested = (depth: number, open = "[", close = "]"): string => open.repeat(depth) + close.repeat(depth);
const bounds = boundsWith();
const isJson = (text: string, changes = {}): boolean => parseJson(text, { ...bounds, ...changes }).kind === "json";

test("I8: nesting is accepted at jsonDepth and refused past it", () => {
  assert.ok(isJson(nested(32)));
  assert.ok(!isJson(nested(33)));
  assert.ok(isJson(`{"a":${nested(31)}}`));
  assert.ok(!isJson(`{"a":${nested(32)}}`));
  assert.ok(!isJson(nested(1_000_000)));
});

test("I8: a JSON text has jsonMarks commas and opening brackets and not one more, strings included", () => {
  assert.ok(isJson("[1,2,3]", { jsonMarks: 3 }));
  assert.ok(!isJson("[1,2,3,4]", { jsonMarks: 3 }));
  assert.ok(!isJson("[[],[]]", { jsonMarks: 3 }));
  assert.ok(!isJson('{"a":",,,"}', { jsonMarks: 3 }));
  assert.ok(isJson(`[${"0,".repeat(65_535)}0]`));
  assert.ok(!isJson(`[${"0,".repeat(65_536)}0]`));
});

test("no text that fits into frameBytes has too many marks", () => {
  assert.ok(bounds.jsonMarks >= bounds.frameBytes && bounds.jsonMarks >= bounds.httpBodyBytes);
});

test("brackets side by side or inside strings are not nesting", () => {
  assert.ok(isJson(`[${"[],".repeat(500)}[]]`));
  assert.ok(isJson(JSON.stringify({ text: "[".repeat(100) })));
  assert.ok(isJson(JSON.stringify(['\\"', "[".repeat(50), '"\\', "{".repeat(50)])));
});

test("text that is not JSON is told apart from the value null", () => {
  for (const text of ["", " ", "{", "[1,]", "undefined", "NaN", "'a'", "\uFEFF{}", '{"a":1}x', "\u0000"]) {
    assert.deepEqual(parseJson(text, bounds), { kind: "not_json" }, text);
  }
  assert.deepEqual(parseJson("null", bounds), { kind: "json", value: null });
});

test("__proto__ and constructor keys are plain own properties", () => {
  const parsed = parseJson('{"__proto__":{"type":"send_message"},"constructor":1}', bounds);
  assert.ok(parsed.kind === "json" && isObject(parsed.value));
  assert.equal(parsed.value["type"], undefined);
  assert.equal(Object.getPrototypeOf(parsed.value), Object.prototype);
  assert.equal(({} as Record<string, unknown>)["type"], undefined);
});

test("isObject refuses null and arrays", () => {
  assert.deepEqual([{}, null, [], "a", 1, undefined].map(isObject), [true, false, false, false, false, false]);
});

test("any JSON comes back as JSON.parse reads it, and is refused exactly when it nests too deep", () => {
  const depthOf = (value: unknown): number =>
    typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
  fc.assert(
    fc.property(fc.json({ maxDepth: 6, noUnicodeString: false }), fc.integer({ min: 0, max: 6 }), (text, maxDepth) => {
      const value: unknown = JSON.parse(text);
      const expected = depthOf(value) > maxDepth ? { kind: "not_json" } : { kind: "json", value };
      assert.deepEqual(parseJson(text, { ...bounds, jsonDepth: maxDepth }), expected);
    }),
    { numRuns: 500 },
  );
});
