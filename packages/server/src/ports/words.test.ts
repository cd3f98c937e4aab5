import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { describe, test } from "node:test";
import fc from "fast-check";
import { hasSought, isUnpartedLetter, wordsOf } from "./words.ts";

const seed = randomInt(2 ** 31);

describe("words", () => {
  test("are letters and digits of any script, folded; everything else parts them", () => {
    const cases: readonly (readonly [string, readonly string[]])[] = [
      ["Hello, World! 3.14", ["hello", "world", "3", "14"]],
      ["snake_case a-b don't", ["snake", "case", "a", "b", "don", "t"]],
      ["Straße STRASSE STRAẞE Été naïve", ["strasse", "strasse", "strasse", "ete", "naive"]],
      ["e\u0301te\u0301 so\u00adft", ["ete", "soft"]],
      ["ΣΊΣΥΦΟΣ Σίσυφος", ["σισυφοσ", "σισυφοσ"]],
      ["Ёлка ёлка", ["елка", "елка"]],
      ["ﬁne ＦＵＬＬ x²", ["fine", "full", "x2"]],
      ["مُحَمَّد", ["محمد"]],
      ["हिन्दी में", ["हिन्दी", "में"]],
      ["東京へ iPhone手机", ["東", "京", "へ", "iphone", "手", "机"]],
      ["한국어 คำ", ["한", "국", "어", "คํ", "า"]],
      ["😀 a👍🏽b \0 \ufffd", ["a", "b"]],
      ["", []],
    ];
    for (const [text, words] of cases) assert.deepEqual(wordsOf(text), words, text);
  });

  test("of more than 64 letters are told apart by these alone, whole letters of any plane", () => {
    for (const letter of ["x", "𐐨"]) {
      assert.deepEqual(wordsOf(letter.repeat(64)), [letter.repeat(64)]);
      assert.deepEqual(wordsOf(letter.repeat(65)), [letter.repeat(64)]);
    }
  });

  test("are words of their own: what was found can be searched for, and case never matters", (t) => {
    t.diagnostic(`seed ${seed}`);
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), fc.string());
    const property = fc.property(text, (given) => {
      const words = wordsOf(given);
      assert.deepEqual(
        words.flatMap((word) => wordsOf(word)),
        words,
      );
      assert.deepEqual(wordsOf(words.join(" ")), words);
      for (const word of words)
        assert.ok(/^[\p{L}\p{N}\p{M}]+$/u.test(word) && word === word.toLowerCase(), JSON.stringify(word));
    });
    fc.assert(property, { seed, numRuns: 2_000 });
  });

  test("of ASCII are found the short way and the long way alike", () => {
    const property = fc.property(fc.string(), (text) => {
      assert.deepEqual(wordsOf(`${text} é`), [...wordsOf(text), "e"]);
    });
    fc.assert(property, { seed, numRuns: 1_000 });
  });

  test("all phrases must be there, in whatever order; only the last word of all may go on, and no single letter", () => {
    const text = wordsOf("to be or not to bee 東京");
    const has = (phrases: readonly (readonly string[])[], isLastOpen = false) => hasSought(text, { phrases, isLastOpen });
    assert.ok(has([["not", "to"], ["be"]]));
    assert.ok(!has([["not", "be"]]));
    assert.ok(has([["not"], ["to", "be", "or"]], true));
    assert.ok(!has([["to", "be"], ["no"]]));
    assert.ok(has([["to", "be"], ["no"]], true));
    assert.ok(!has([["no"], ["to", "be"]], true));
    assert.ok(!has([["n"]], true));
    assert.ok(has([["東"]], true) && isUnpartedLetter("東") && !isUnpartedLetter("a"));
  });
});
