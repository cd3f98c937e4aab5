import assert from "node:assert/strict";
import { test } from "node:test";
import { initials, personColour, personColours } from "./person-colour.ts";

test("a person's colour is one of those there are, and always the same", () => {
  const colours = new Set(Array.from({ length: 200 }, (_, at) => personColour(`user-${at}`)));
  assert.equal(colours.size, personColours);
  assert.equal(personColour("ann"), personColour("ann"));
  assert.ok([...colours].every((colour) => colour >= 0 && colour < personColours));
});

test("initials are one or two letters as people see letters", () => {
  assert.equal(initials("ann"), "A");
  assert.equal(initials("Ann-Marie van der Berg"), "AB");
  assert.equal(initials("  "), "?");
  assert.equal(initials("👩‍👩‍👧 family"), "👩‍👩‍👧F");
});
