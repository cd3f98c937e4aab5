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

test("a line of a person is of a man and a woman, too", () => {
  const read = readEmoji("=🧑‍🚒|firefighter|fire|rescuer|13\n=🕵️|detective||spy\n=🧗|person climbing\n\n", String);
  assert.deepEqual(
    read.map(({ emoji, label, codes }) => [emoji, label, codes.join(" ")]),
    [
      ["🧑‍🚒", "firefighter", "firefighter rescuer"],
      ["👨‍🚒", "man firefighter", "man_firefighter rescuer_man"],
      ["👩‍🚒", "woman firefighter", "woman_firefighter rescuer_woman"],
      ["🕵️", "detective", "detective spy"],
      ["🕵️‍♂️", "man detective", "man_detective spy_man"],
      ["🕵️‍♀️", "woman detective", "woman_detective spy_woman"],
      ["🧗", "person climbing", "person_climbing"],
      ["🧗‍♂️", "man climbing", "man_climbing"],
      ["🧗‍♀️", "woman climbing", "woman_climbing"],
    ],
  );
  assert.deepEqual(
    read.map(({ version, words }) => `${version} ${words}`),
    ["13 fire", "13 ", "13 ", "0 ", "0 ", "0 ", "0 ", "0 ", "0 "],
  );
  assert.equal(labelled("woman astronaut")?.emoji, "👩‍🚀");
});

test("the text is within its 20 kB gzipped", () => {
  assert.ok(gzipSync(text, { level: 9 }).length < 20_000, `${gzipSync(text, { level: 9 }).length} bytes`);
});
