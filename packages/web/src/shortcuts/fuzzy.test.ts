import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { best, fit } from "./fuzzy.ts";

const found = (query: string, names: readonly string[]): readonly string[] => best(query, names, (name) => [name]);

test("letters are found in their order, whatever their case and accents", () => {
  assert.deepEqual(found("gnrl", ["general", "random"]), ["general"]);
  assert.deepEqual(found("CAFE", ["Café Müller"]), ["Café Müller"]);
  assert.deepEqual(found("lareneg", ["general"]), []);
});

test("the beginning of a name goes before the middle of one, and initials before scattered letters", () => {
  assert.deepEqual(found("ran", ["grand hall", "random"]), ["random", "grand hall"]);
  assert.deepEqual(found("dt", ["editor", "Design Team"]), ["Design Team", "editor"]);
  assert.deepEqual(found("team", ["the meadow team", "teams", "team"]), ["team", "teams", "the meadow team"]);
});

test("without a query all are there, in their order", () => {
  assert.deepEqual(found("", ["b", "a"]), ["b", "a"]);
  assert.deepEqual(found("  ", ["b", "a"]), ["b", "a"]);
});

test("each name is found by itself, and by its beginning", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.nat(), (name, cut) => {
      assert.notEqual(fit(name, name), undefined);
      assert.notEqual(fit([...name].slice(0, cut).join(""), name), undefined);
    }),
  );
});
