import assert from "node:assert/strict";
import { test } from "node:test";
import { boundsWith } from "../ports/bounds.ts";
import { callsIn } from "./calls.ts";

const bounds = boundsWith({ mentionsPerMessage: 3 });
const first = (text: string): readonly string[] => callsIn(text, bounds).names[0] ?? [];

test("a name is found before whatever follows it, longest first, folded", () => {
  for (const text of ["@Bob", "@bob, hello", "hi @bob!", "(@bob)", "@bob's cat", "@bob.", "@BOB\nx", "x\n@bob"])
    assert.ok(first(text).includes("bob"), text);
  assert.deepEqual(first("@Ann Marie"), ["ann marie", "ann"]);
  assert.ok(first("look, @Ann Marie, here").includes("ann marie"));
  assert.ok(first("@b.o_b- x").includes("b.o_b-"));
});

test("an @ within a word calls nobody, nor does one with nothing after it", () => {
  for (const text of ["ann@example.org", "no call", "@", "@ bob", "a@", "@\nbob", ""])
    assert.deepEqual(callsIn(text, bounds), { names: [], room: false }, text);
});

test("@room calls everybody, and no word that begins with it", () => {
  assert.equal(callsIn("@room: lunch", bounds).room, true);
  assert.equal(callsIn("@Room", bounds).room, true);
  assert.equal(callsIn("@roommate", bounds).room, false);
  assert.equal(callsIn("x@room", bounds).room, false);
});

test("I8: mentionsPerMessage names are looked at, one more is not; however long the text, few names are tried for each", () => {
  const calls = (count: number) => callsIn(Array.from({ length: count }, (_, n) => `@n${n}`).join(" "), bounds).names.length;
  assert.deepEqual([calls(3), calls(4)], [3, 3]);
  assert.ok(first(`@${"a ".repeat(1_000)}`).length <= 12);
  assert.ok(first(`@${"a".repeat(5_000)}`).length <= 12);
});
