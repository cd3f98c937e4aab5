import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { isEmoji } from "../../../server/src/dialects/emoji.ts";
import { emojiText } from "../../build/emoji-data.ts";
import { readEmoji, toned, tones } from "./emoji-text.ts";

const text = emojiText();
const regions = new Intl.DisplayNames("en", { type: "region" });
const all = readEmoji(text, (code) => regions.of(code) ?? code);
const labelled = (label: string) => all.find((emoji) => emoji.label === label);

test("the server takes whatever is offered, in every skin tone, and each is offered once", () => {
  const offered = all.flatMap(({ emoji }) => [emoji, ...tones.flatMap((tone) => toned(emoji, tone) ?? [])]);
  assert.deepEqual(
    offered.filter((emoji) => !isEmoji(emoji)),
    [],
  );
  assert.equal(new Set(offered).size, offered.length);
  assert.ok(all.length > 1_800);
});

test("emoji are as Unicode recommends them, so that a reaction by another keyboard is the same", () => {
  for (const { emoji } of all) assert.match(emoji, /^\p{RGI_Emoji}$/v);
  assert.equal(labelled("raised hand")?.emoji, "✋");
  assert.equal(labelled("red heart")?.emoji, "❤️");
});

test("an emoji is found by its label, by words, and by the codes that people know", () => {
  assert.ok(labelled("thumbs up")?.codes.includes("+1"));
  assert.ok(labelled("party popper")?.codes.includes("tada"));
  assert.equal(labelled("party popper")?.codes[0], "party_popper");
  assert.ok(labelled("face with tears of joy")?.words.includes("lol"));
  assert.equal(labelled("flag: Germany")?.emoji, "🇩🇪");
});

test("tones are those of Unicode", () => {
  assert.equal(toned("👍", "dark"), "👍🏿");
  assert.equal(toned("☝️", "light"), "☝🏻");
  assert.equal(toned("🧑‍🤝‍🧑", "medium"), "🧑🏽‍🤝‍🧑🏽");
  for (const emoji of ["😀", "👪", "🇩🇪"]) assert.equal(toned(emoji, "dark"), undefined);
});

test("the text is within its 30 kB gzipped", () => {
  assert.ok(gzipSync(text, { level: 9 }).length < 30_000, `${gzipSync(text, { level: 9 }).length} bytes`);
});
