import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { boundsWith } from "../ports/bounds.ts";
import { isAccountName, isReservedName, isShownName, nameKey, typedKey } from "./names.ts";

const bounds = boundsWith();
const nul = "\u0000";

for (const name of [
  "alice123",
  "john.doe",
  "jane_doe-2",
  "Ann Lee",
  "Олена",
  "王小明",
  "हिन्दी",
  "__proto__",
  "constructor",
  "e\u0301va",
  "Олена_dev",
  "Νίκος 2",
  "王lee",
]) {
  test(`an account may be called ${JSON.stringify(name)}`, () => assert.equal(isAccountName(name, bounds), true));
}
for (const name of [
  " alice",
  "alice ",
  "al  ice",
  "a/b",
  "a\\b",
  "a@b.c",
  "a:b",
  "<b>bob</b>",
  "bob\n",
  `bob${nul}`,
  "bob\u202e",
  "b\u200bob",
  "b\u00adob",
  "b\ud800ob",
  "...",
  "___",
  "👋👋👋",
  "\u0301\u0301\u0301",
  "\u0301bob",
  "bo\u3164b",
  "bo\ufe0fb",
  "m\u0430llory",
  "\u0430lic\u0435x",
  "p\u03bfrt",
]) {
  test(`an account may not be called ${JSON.stringify(name)}`, () => assert.equal(isAccountName(name, bounds), false));
}

test("I8: a name has nameMinChars to nameMaxChars code points", () => {
  for (const fits of [isAccountName, isShownName]) {
    assert.equal(fits("𝒜".repeat(bounds.nameMinChars), bounds), true);
    assert.equal(fits("𝒜".repeat(bounds.nameMinChars - 1), bounds), false);
    assert.equal(fits("𝒜".repeat(bounds.nameMaxChars), bounds), true);
    assert.equal(fits("𝒜".repeat(bounds.nameMaxChars + 1), bounds), false);
  }
});

test("guests and display names may have any text that can be seen", () => {
  for (const name of ["<b>x</b>", "Cool Guy 😎", "👨‍👩‍👧 family", "a/b", " padded "])
    assert.equal(isShownName(name, bounds), true, name);
  for (const name of [
    "   ",
    "a\u202eb",
    "a\nb",
    `a${nul}b`,
    "a\ud800b",
    "\u200d\u200d\u200d",
    "\u3164\u3164\u3164",
    "a\u200bb",
    "\u0301\u0301\u0301",
    "\u2800\u2800\u2800",
    "alice\u2800",
    "alice\u{1d159}",
    "m\u0430llory",
  ]) {
    assert.equal(isShownName(name, bounds), false, JSON.stringify(name));
  }
});

test("names that read the same have the same key", () => {
  for (const [a, b] of [
    ["Alice", "alice"],
    ["Ａｌｉｃｅ", "alice"],
    ["Straße", "STRASSE"],
    ["STRAẞE", "strasse"],
    ["ΣΊΣΥΦΟΣ", "σίσυφος"],
    ["e\u0301va", "éva"],
    [" bob ", "bob"],
    ["ann\u00a0lee", "Ann Lee"],
    ["ann  lee", "ann lee"],
    ["al\u200bice", "alice"],
    ["al\u200dice", "alice"],
    ["al\ufeffice", "alice"],
    ["ann\tlee", "Ann Lee"],
    ["ﬁnn", "FINN"],
    [`al${nul}ice\u0007`, "alice"],
    ["alice\u0085\u001b", "alice"],
    ["\ufff9alice\ufffb", "alice"],
    ["alice\u2800\u{1d159}", "alice"],
  ] as const)
    assert.equal(nameKey(a), nameKey(b), `${a} and ${b}`);
  assert.notEqual(nameKey("alice"), nameKey("alicia"));
});

test("a key is its own key: for every code point that has a meaning, in any text", () => {
  for (let codePoint = 0; codePoint <= 0xe0fff; codePoint++) {
    // Planes 4 to 13 hold nothing.
    if (codePoint === 0x40000) codePoint = 0xe0000;
    const key = nameKey(`a${String.fromCodePoint(codePoint)}b`);
    if (nameKey(key) !== key) assert.fail(`U+${codePoint.toString(16)}`);
  }
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => assert.equal(nameKey(nameKey(text)), nameKey(text))),
    { numRuns: 1_000 },
  );
});

test("the name of those who give none is nobody's", () => {
  assert.equal(isReservedName("Anonymous"), true);
  assert.equal(isReservedName("ＡＮＯＮＹＭＯＵＳ"), true);
  assert.equal(isReservedName("anon"), false);
});

test("I8: a name too long for an account has a key that no account has", () => {
  assert.equal(typedKey("A".repeat(bounds.nameMaxChars), bounds), "a".repeat(bounds.nameMaxChars));
  assert.equal(typedKey("A".repeat(bounds.nameMaxChars + 1), bounds), "");
});

test("a name of visible ASCII, which is folded the short way, has the key that the long way gives it", () => {
  const visible = fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)) });
  fc.assert(
    fc.property(visible, (name) => {
      // A soft hyphen is seen by nobody and makes the name none of visible ASCII.
      assert.equal(nameKey(name), nameKey(`${name}\u00ad`));
    }),
  );
});
