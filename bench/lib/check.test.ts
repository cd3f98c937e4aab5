import assert from "node:assert/strict";
import { test } from "node:test";
import { checkPrivate, checkRooms, type Expected } from "./check.ts";
import { stamp } from "./load.ts";

const expected: Expected = { textIn: (payload) => payload.toString(), text: `${stamp} hi` };
const message = (sender: number, number: number, rest = " hi"): Buffer => {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");
  return Buffer.from(`@~${hex(sender, 6)}${hex(number, 8)}${hex(123_456_789, 16)}${rest}`);
};

const [a0, a1, b0] = [message(0, 0), message(0, 1), message(2, 0)];

test("rooms whose members all have the same messages from the first on are right", () => {
  assert.equal(checkRooms([[a0, a1], [a0, a1], [b0], [b0]], 2, 3, expected), 6);
});

for (const [what, transcripts] of [
  ["a message is missing everywhere", [[a0], [a0], [b0], [b0]]],
  ["one member misses one", [[a0, a1], [a0], [b0], [b0]]],
  ["one member has one twice", [[a0, a1], [a0, a1, a1], [b0], [b0]]],
  ["everybody has one twice", [[a0, a0], [a0, a0], [b0], [b0]]],
  ["everybody has them in the wrong order", [[a1, a0], [a1, a0], [b0], [b0]]],
  ["two members have another order", [[a0, a1, b0], [a0, b0, a1], [], []]],
  ["another room's message is there", [[a0, a1], [a0, a1], [b0, a0], [b0]]],
  ["a text was changed", [[a0, message(0, 1, " ha")], [a0, message(0, 1, " ha")], [b0], [b0]]],
  ["something came that is no message", [[a0, Buffer.from("hello"), a1], [a0, a1], [b0], [b0]]],
] as const) {
  test(`rooms are wrong when ${what}`, () => {
    assert.throws(() => checkRooms(transcripts, 2, 3, expected));
  });
}

const targets = [[1, 2], [0], [1]];

test("private messages that each reached whom they were for are right", () => {
  assert.equal(checkPrivate([[], [a0, b0], [a1]], targets, 3, expected), 3);
});

for (const [what, transcripts] of [
  ["one is missing", [[], [a0], [a1]]],
  ["one came to another", [[], [a0, a1, b0], []]],
  ["one came twice", [[], [a0, a0, b0], [a1]]],
  ["one came to its sender, too", [[a0], [a0, b0], [a1]]],
  ["two of a pair changed places", [[], [message(0, 2), a0, b0], [a1]]],
] as const) {
  test(`private messages are wrong when ${what}`, () => {
    assert.throws(() => checkPrivate(transcripts, targets, 3, expected));
  });
}
