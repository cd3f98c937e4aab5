import assert from "node:assert/strict";
import { test } from "node:test";
import { markOf, type Selected, wrapped } from "./formatting.ts";

/** What is selected is between the bars. */
function selected(marked: string): Selected {
  const [before = "", chosen = "", after = ""] = marked.split("|");
  return { text: before + chosen + after, start: before.length, end: before.length + chosen.length };
}

function afterwards(marked: string, mark: string): string {
  const given = selected(marked);
  const { start, end, insert, select } = wrapped(given, mark);
  const text = given.text.slice(0, start) + insert + given.text.slice(end);
  return `${text.slice(0, select[0])}|${text.slice(...select)}|${text.slice(select[1])}`;
}

test("what is selected is marked and stays selected, blanks around it outside", () => {
  assert.equal(afterwards("a |b| c", "**"), "a **|b|** c");
  assert.equal(afterwards("a| b |c", "_"), "a _|b|_ c");
  assert.equal(afterwards("a ||", "~~"), "a ~~||~~");
});

test("what is marked already is marked no more", () => {
  assert.equal(afterwards("a **|b|** c", "**"), "a |b| c");
  assert.equal(afterwards("**||**", "**"), "||");
});

test("the keys are those of other editors, with one of Ctrl and Cmd", () => {
  const keys = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
  assert.equal(markOf({ ...keys, key: "b", ctrlKey: true }), "**");
  assert.equal(markOf({ ...keys, key: "i", metaKey: true }), "_");
  assert.equal(markOf({ ...keys, key: "X", ctrlKey: true, shiftKey: true }), "~~");
  assert.equal(markOf({ ...keys, key: "x", ctrlKey: true }), undefined);
  assert.equal(markOf({ ...keys, key: "b", ctrlKey: true, shiftKey: true }), undefined);
  assert.equal(markOf({ ...keys, key: "b" }), undefined);
  assert.equal(markOf({ ...keys, key: "b", ctrlKey: true, altKey: true }), undefined);
});
