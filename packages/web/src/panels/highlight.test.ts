import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { wordsOf } from "../../../server/src/ports/words.ts";
import { foldedWords } from "./folded-words.ts";
import { excerpt, highlighted, type Piece } from "./highlight.ts";

const shown = (all: readonly Piece[]): string => all.map(({ text, isHit }) => (isHit ? `[${text}]` : text)).join("");
const marked = (text: string, query: string): string => shown(highlighted(text, query));

test("words are marked whatever their case and accents", () => {
  assert.equal(marked("The Café is open", "cafe"), "The [Café] is open");
  assert.equal(marked("STRASSE and Straße", "straße"), "[STRASSE] and [Straße]");
  assert.equal(marked("cafe\u0301 au lait", "CAFÉ lait"), "[cafe\u0301] au [lait]");
  assert.equal(marked("ﬁne, ＡＢＣ", "fine abc"), "[ﬁne], [ＡＢＣ]");
});

test("of the last word, which may be going on, its beginning is marked; of the others the whole", () => {
  assert.equal(marked("planning a plan", "plan"), "[plan]ning a [plan]");
  assert.equal(marked("planning a plan", "plan a"), "planning [a] [plan]");
  assert.equal(marked("planning a plan", '"plan"'), "planning a [plan]");
});

test("words in quotes, and those written together, are marked where they follow each other", () => {
  assert.equal(marked("one two, two one", '"two one"'), "one two, [two one]");
  assert.equal(marked("I don't, don or t", "don't"), "I [don't], don or t");
  assert.equal(marked("我在東京", "東京"), "我在[東京]");
});

test("what is no word marks nothing", () => {
  for (const query of ["", "  ", "!!", '"', "🎉"]) assert.equal(marked("hello! 🎉", query), "hello! 🎉");
});

test("the pieces together are the text, and begin where they say", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), (text, query) => {
      const all = highlighted(text, query);
      assert.equal(all.map((piece) => piece.text).join(""), text);
      for (const piece of all) assert.equal(text.slice(piece.at, piece.at + piece.text.length), piece.text);
    }),
  );
});

test("words are those of the server's search", () => {
  const texts = ["Ünïcode ΣΊΣΥΦΟΣ ﬁ ½ Å", "ภาษาไทย", "한국어 text", "שָׁלוֹם", "مُحَمَّد", "e\u0301a\u030a", "don't e-mail", "ẞ ss"];
  for (const text of texts)
    assert.deepEqual(
      foldedWords(text).map(({ word }) => word),
      wordsOf(text),
      text,
    );
});

test("a long message is cut to where the first of it was found", () => {
  const text = `${"before it ".repeat(40)}needle${" and after".repeat(60)}`;
  const cut = shown(excerpt(highlighted(text, "needle")));
  assert.match(cut, /^….{20,70}\[needle\].*…$/);
  assert.ok(cut.length < 340);
  assert.equal(shown(excerpt(highlighted("short needle", "needle"))), "short [needle]");
});
