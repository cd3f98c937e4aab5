import assert from "node:assert/strict";
import { test } from "node:test";
import { plainText } from "./plain-text.ts";

test("a notification shows a message's words without its marks", () => {
  assert.equal(plainText("**Look** at `this`, [here](https://a.example/x_y)"), "Look at this, here");
  assert.equal(plainText("> said\n# Title\n\n```js\nlet a\n```"), "said Title let a");
  assert.equal(plainText("2 * 3 * 4 and snake_case_name"), "2 * 3 * 4 and snake_case_name");
});

test("a long one is cut between letters", () => {
  const shown = plainText("💬".repeat(500));
  assert.equal([...shown].length, 181);
  assert.ok(shown.isWellFormed());
});
