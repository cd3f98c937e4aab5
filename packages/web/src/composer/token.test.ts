import assert from "node:assert/strict";
import { test } from "node:test";
import { codeAt, completed, tokenAt } from "./token.ts";

/** The caret is at `|`. */
function at(marked: string) {
  const caret = marked.indexOf("|");
  return tokenAt(marked.replace("|", ""), caret);
}

test("a name is begun by an @ that is not within a word", () => {
  assert.deepEqual(at("hi @an| there"), { kind: "mention", start: 3, end: 6, query: "an" });
  assert.deepEqual(at("@|"), { kind: "mention", start: 0, end: 1, query: "" });
  assert.equal(at("(@ann|)")?.query, "ann");
  assert.equal(at("@Ann Mar|")?.query, "Ann Mar");
  assert.equal(at("x\n@b|")?.start, 2);
  for (const none of ["ann@example|", "@ ann|", "@ann, |", "@ann |", "@a b c d e|", "|@ann", "no|"])
    assert.equal(at(none), undefined, none);
});

test("an emoji is begun by a colon and two letters, not by a time or a link", () => {
  assert.deepEqual(at("so :smi|"), { kind: "emoji", start: 3, end: 7, query: "smi" });
  assert.equal(at(":+1|")?.query, "+1");
  for (const none of ["10:30|", "https:|", "std::vec|", ":s|", ": sm|"]) assert.equal(at(none), undefined, none);
});

test("nothing is completed within code", () => {
  for (const none of ["`@an|", "```\n@an|", "`a` `:smi|"]) assert.equal(at(none), undefined, none);
  assert.equal(at("`a` @an|")?.query, "an");
  assert.equal(at("```\na\n```\n@an|")?.query, "an");
});

test("a whole code is known by its second colon", () => {
  assert.deepEqual(codeAt("well :tada:", 11), { start: 5, code: "tada" });
  for (const none of ["10:30:", "a:b:c:", "`:tada:", "::"]) assert.equal(codeAt(none, none.length), undefined, none);
});

test("what was picked stands in the place of what was typed, and one space follows", () => {
  assert.deepEqual(completed("@an", { start: 0, end: 3 }, "@ann"), { start: 0, end: 3, insert: "@ann " });
  assert.deepEqual(completed("@an b", { start: 0, end: 3 }, "@ann"), { start: 0, end: 4, insert: "@ann " });
});
