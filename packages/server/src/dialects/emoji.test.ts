import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isEmoji } from "./emoji.ts";

const accepted = {
  plain: ["👍", "😀", "🎉", "🫠", "⌚"],
  "text by default, with U+FE0F": ["❤️", "☝️", "©️", "™️"],
  "text by default, without it": ["❤", "☝", "✌", "☀"],
  "keycaps, with and without": ["1️⃣", "#️⃣", "1⃣"],
  flags: ["🇩🇪", "🇯🇵", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"],
  "skin tones": ["👍🏽", "☝🏽", "🏽"],
  "U+FE0F where none is needed": ["👍\uFE0F", "😀\uFE0F", "☝\uFE0F🏽", "⛹\uFE0F🏿\u200D♂\uFE0F", "👩\uFE0F\u200D👧"],
  joined: ["👩‍👩‍👧‍👦", "❤️‍🔥", "❤‍🔥", "👁️‍🗨️", "👁‍🗨", "🧑🏿‍❤️‍💋‍🧑🏻", "🏳️‍🌈", "🏳‍🌈"],
};
for (const [what, emojis] of Object.entries(accepted)) {
  test(`one emoji: ${what}`, () => {
    for (const emoji of emojis) assert.ok(isEmoji(emoji), JSON.stringify(emoji));
  });
}

const refused = {
  "nothing or blanks": ["", " ", "\n"],
  "letters, digits and signs": ["a", "1", "#", "*", "1\uFE0F", "ab", "é", "漢", "+1", ":+1:"],
  "more than one": ["👍👍", "👍 ", " 👍", "👍a", "❤️❤️", "🇩🇪🇯🇵", "👍\n"],
  "flags of no region, half a flag": ["🇽🇽", "🇩"],
  "pieces of emoji": ["\uFE0F", "\u200D", "\u20E3", "\uD83D", "\uDC4D"],
  "asked to show as text": ["❤\uFE0E"],
  "a variation selector that selects nothing": ["\uFE0F👍", "👍\uFE0F\uFE0F", "❤\uFE0F\uFE0F", "🇩\uFE0F🇪\uFE0F"],
  "names of objects": ["__proto__", "constructor"],
  "very long": ["👩‍".repeat(50_000)],
};
for (const [what, texts] of Object.entries(refused)) {
  test(`no emoji: ${what}`, () => {
    for (const text of texts) assert.ok(!isEmoji(text), JSON.stringify(text.slice(0, 40)));
  });
}

test("whatever is accepted is one grapheme and holds no letter", () => {
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
  const piece = fc.constantFrom(..."👍❤☝🏽1#a🇩🇪👩🔥", "\u200D", "\uFE0F", "\u20E3");
  let seen = 0;
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => {
      const text = pieces.join("");
      if (!isEmoji(text)) return;
      seen += 1;
      assert.equal([...segmenter.segment(text)].length, 1, JSON.stringify(text));
      assert.doesNotMatch(text, /\p{L}/u);
    }),
    { numRuns: 3_000, seed: 20_260 },
  );
  assert.ok(seen > 100, "the generator makes emoji often enough to mean something");
});
