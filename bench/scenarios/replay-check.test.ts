import assert from "node:assert/strict";
import { test } from "node:test";
import { checkReplay } from "./replay-check.ts";

const frames = (...texts: readonly string[]): readonly Buffer[] => texts.map((text) => Buffer.from(text));
const expected = { history: 3, last: "last", textIn: (payload: Buffer) => payload.toString() };
const right = frames("1", "2", "3", "last");

test("clients who all got the whole history in one order, and then what was said last, are right", () => {
  checkReplay([right, right], expected);
});

for (const [what, transcripts] of [
  ["nobody came", []],
  ["one message is missing", [right, frames("1", "3", "last")]],
  ["one came twice instead of another", [frames("1", "2", "2", "last")]],
  ["two have another order", [right, frames("2", "1", "3", "last")]],
  ["two have another history", [right, frames("0", "2", "3", "last")]],
  ["what was said last came in the midst of the history", [frames("1", "2", "last", "3")]],
] as const) {
  test(`a replay is wrong when ${what}`, () => {
    assert.throws(() => checkReplay(transcripts, expected));
  });
}
