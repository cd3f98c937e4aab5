import assert from "node:assert/strict";
import { test } from "node:test";
import { splitMentions } from "./mentions.ts";
import { isOnlyEmoji } from "./only-emoji.ts";
import { isDeceptive, safeLink } from "./safe-link.ts";

const called = (text: string, ...names: readonly string[]) =>
  splitMentions(text, names)
    .map(({ text: part, calls }) => (calls === undefined ? part : `<${part}>`))
    .join("");

test("a name after an @ is a mention, in any case, the longest first, and not within a word", () => {
  assert.equal(called("hey @Ann, @ann smith!", "ann", "ann smith"), "hey <@Ann>, <@ann smith>!");
  assert.equal(called("a@ann @anna @ann.", "ann"), "a@ann @anna <@ann>.");
  assert.equal(called("@@ann @ann@ann", "ann"), "@<@ann> <@ann>@ann");
  assert.equal(called("@room", "room"), "<@room>");
  assert.equal(called("@ann"), "@ann");
});

test("a few emoji alone are large", () => {
  for (const text of ["😀", " 👩‍👩‍👧 🇩🇪\n👍🏽", "❤️"]) assert.ok(isOnlyEmoji(text), text);
  for (const text of ["", " ", "1", "a 😀", "#", "😀".repeat(7)]) assert.ok(!isOnlyEmoji(text), text);
});

test("links lead to the web and to mail, by addresses that say so openly", () => {
  assert.equal(safeLink("https://a.b/%2e?q=a%26b"), "https://a.b/?q=a%26b");
  assert.equal(safeLink("mailto:a@b.org"), "mailto:a@b.org");
  for (const bad of [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "&#106;avascript:alert(1)",
    "javascript&colon;alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://a.b/c",
    "//a.b",
    "/a",
    "a",
    "",
  ]) {
    assert.equal(safeLink(bad), undefined, bad);
  }
});

test("a link whose text is another address is told", () => {
  for (const text of ["https://bank.example", "bank.example", "www.bank.example/login", "http://a.b/c"])
    assert.ok(isDeceptive(text, "https://a.b/"), text);
  for (const text of ["https://a.b", "a.b", "a.b/", "A.B", "our page", "e.g. this"])
    assert.ok(!isDeceptive(text, "https://a.b/"), text);
});
