import assert from "node:assert/strict";
import { test } from "node:test";
import { emojiText } from "../../build/emoji-data.ts";
import { readEmoji } from "./emoji-text.ts";
import { emojiOfCode, findEmoji } from "./find-emoji.ts";

const all = readEmoji(emojiText(), (code) => code);
const found = (typed: string): readonly string[] => findEmoji(all, typed, 8).map(({ emoji }) => emoji);

test("what people type finds what they mean", () => {
  assert.equal(found("tada")[0], "🎉");
  assert.equal(found("+1")[0], "👍");
  assert.equal(found("heart")[0], "❤️");
  assert.ok(found("smi").includes("😄"));
  assert.ok(found("lol").includes("😂"));
  assert.equal(found("Pizza")[0], "🍕");
  assert.deepEqual(found("xyzzy"), []);
});

test("a whole code is one emoji", () => {
  assert.equal(emojiOfCode(all, "joy"), "😂");
  assert.equal(emojiOfCode(all, "grinning_face"), "😀");
  assert.equal(emojiOfCode(all, "no_such"), undefined);
});
