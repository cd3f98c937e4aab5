import assert from "node:assert/strict";
import { test } from "node:test";
import { reportText, tableText } from "./markdown.ts";
import { barsSvg, inShort } from "./svg.ts";

const bars = [
  { label: "Ours & <fast>", value: 4_000_000, isOurs: true },
  { label: "theirs", value: 1_000_000, isOurs: false },
  { label: "nothing", value: 0, isOurs: false },
];

test("a bar is as long as its value, the greatest as long as there is room", () => {
  const widths = [...barsSvg({ title: "t", unit: "u", bars }).matchAll(/<rect[^>]* width="(\d+)"/g)].map((found) =>
    Number(found[1]),
  );
  assert.deepEqual(widths, [480, 120, 1]);
});

test("ours has a colour of its own, and there is no background to clash with a page", () => {
  const fills = [...barsSvg({ title: "t", unit: "u", bars }).matchAll(/<rect[^>]*fill="(#\w+)"/g)].map((found) => found[1]);
  assert.equal(fills.length, bars.length);
  assert.notEqual(fills[0], fills[1]);
  assert.equal(fills[1], fills[2]);
});

test("words in a plot are text, whatever they hold", () => {
  const svg = barsSvg({ title: 'a "title"', unit: "<u>", bars });
  assert.match(svg, /Ours &amp; &lt;fast&gt;/);
  assert.match(svg, /aria-label="a &quot;title&quot;: &lt;u&gt;"/);
});

test("a plot without bars, or of zeros, is still a plot", () => {
  assert.match(barsSvg({ title: "t", unit: "u", bars: [] }), /<\/svg>\n$/);
  assert.doesNotMatch(barsSvg({ title: "t", unit: "u", bars: bars.slice(2) }), /NaN|Infinity/);
});

test("values are told with three digits", () => {
  assert.deepEqual([0.1234, 999, 1_234, 45_678, 4_321_000].map(inShort), ["0.123", "999", "1.23 k", "45.7 k", "4.32 M"]);
});

test("a table's columns are as wide as their widest cell", () => {
  const text = tableText({
    title: "t",
    columns: ["", "n"],
    rows: [
      ["one", "1"],
      ["three", "10,000"],
    ],
  });
  assert.deepEqual(text.split("\n").slice(2), [
    "|       |      n |",
    "| ----- | -----: |",
    "| one   |      1 |",
    "| three | 10,000 |",
  ]);
});

test("notes come after the tables", () => {
  const text = reportText("h", { tables: [], plots: [], notes: ["LEFT OUT: x"], figures: {} });
  assert.equal(text, "## h\n\n- LEFT OUT: x\n");
});
