import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { readMarkup } from "./read-markup.ts";
import type { Block, Inline } from "./tree.ts";

/** As one would write it in HTML, short: easy to compare. */
const shown = (blocks: readonly Block[]): string => blocks.map(blockShown).join("|");
const inlines = (children: readonly Inline[]): string => children.map(inlineShown).join("");

function blockShown(block: Block): string {
  if (block.kind === "text") return inlines(block.children);
  if (block.kind === "code") return `<pre ${block.language}>${block.text}</pre>`;
  if (block.kind === "quote") return `<quote>${shown(block.children)}</quote>`;
  return `<list>${block.items.map(({ number = "", children }) => `<${number}>${shown(children)}`).join("")}</list>`;
}

function inlineShown(part: Inline): string {
  if (typeof part === "string") return part;
  if (part.kind === "code") return `<code>${part.text}</code>`;
  if (part.kind === "link") return `<a ${part.href}${part.isDeceptive ? " !" : ""}>${inlines(part.children)}</a>`;
  return `<${part.kind}>${inlines(part.children)}</${part.kind}>`;
}

describe("what is markup", () => {
  const cases: readonly (readonly [string, string])[] = [
    [
      "*i* _i_ **b** ~~s~~ `c *d*`",
      "<emphasis>i</emphasis> <emphasis>i</emphasis> <strong>b</strong> <strike>s</strike> <code>c *d*</code>",
    ],
    ["> q\n> r\n\nback", "<quote>q\nr</quote>|back"],
    ["- a\n- b\n  1. c", "<list><>a<>b|<list><1>c</list></list>"],
    ["3. a\n7. b", "<list><3>a<7>b</list>"],
    ["- [ ] a\n- [x] b", "<list><>[ ] a<>[x] b</list>"],
    ["```js\n a\n\nb\n```\nc", "<pre js> a\n\nb</pre>|c"],
    ["https://a.b/c_d_e?x=%20&amp;y.", "<a https://a.b/c_d_e?x=%20&amp;y>https://a.b/c_d_e?x=%20&amp;y</a>."],
    ["www.a.org a@b.org", "<a http://www.a.org/>www.a.org</a> <a mailto:a@b.org>a@b.org</a>"],
    ["[**t**](https://a.b)", "<a https://a.b/><strong>t</strong></a>"],
    ["[bank.example](https://a.b)", "<a https://a.b/ !>bank.example</a>"],
    ["\\*a\\*", "*a*"],
  ];
  for (const [given, wanted] of cases) test(JSON.stringify(given), () => assert.equal(shown(readMarkup(given)), wanted));
});

describe("what is no markup is shown as it was typed", () => {
  for (const given of [
    "foo_bar_baz 2*3*4",
    "~5 or ~6~",
    "# no heading\nline",
    "title\n===\nother\n---",
    "    four spaces\n\ttab\n  two  \nnext",
    "a\n\n\n\nb",
    "<b>x</b>\n<div>\n\n</div>\n<!-- c --> <script>alert(1)</script>",
    "a | b\n-|-\n1|2",
    "&amp; &lt; &#65; &copy;",
    ">:( and >this",
    "-\n*\n+",
    "007. bond",
    "![alt](https://a.b/c.png)",
    "[a]: b\n[a] [^1]",
    "[x](javascript:alert(1)) [y](data:text/html,z) [z](relative) [w](//host)",
    "ftp://a.b/c",
  ]) {
    test(JSON.stringify(given), () => assert.equal(shown(readMarkup(given)), given));
  }
});

const letters = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, "");
const pieces = [
  ...'ab1 \n\t*_~`[]()!<>#-+.\\&@:|="ä😀',
  "**",
  "```",
  "~~~",
  "\n> ",
  "\n- ",
  "\n2. ",
  "    ",
  "\n\n",
  "<b>",
  "&lt;",
  "[x](y)",
  "[",
  "](",
];
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((all) => all.join("")),
);

function written(blocks: readonly Block[]): string {
  const inline = (part: Inline): string => {
    if (typeof part === "string") return part;
    return part.kind === "code" ? part.text : part.children.map(inline).join("");
  };
  return blocks
    .map((block) => {
      if (block.kind === "text") return block.children.map(inline).join("");
      if (block.kind === "code") return block.language + block.text;
      if (block.kind === "quote") return written(block.children);
      return block.items.map(({ number = "", children }) => number + written(children)).join("");
    })
    .join("");
}

function depthOf(node: unknown): number {
  if (typeof node !== "object" || node === null) return 0;
  return 1 + Math.max(0, ...Object.values(node).map(depthOf));
}

test("no letter and no digit is lost, added or moved, whatever is typed", () => {
  fc.assert(
    fc.property(text, (given) => assert.equal(letters(written(readMarkup(given))), letters(given.replace(/\r\n?/g, "\n")))),
    { numRuns: 3_000 },
  );
});

describe("a hostile text of the greatest length is read to its end, and not deep", () => {
  const patterns = [
    ..."*_~`[](>!<\\-",
    "**a",
    "*a_b ",
    "_a*",
    "a**b*",
    "[a](",
    "![",
    "> ",
    "- ",
    ">- ",
    "1. ",
    "* * ",
    "`a``",
    "~~a",
    "[[a]](b)",
    "<a ",
    "<!--",
    "a@b.",
    "www.",
    "http://",
    "\n> - ",
    "\n\n- a\n  > b",
    "a\n",
    " \n",
    "\t",
    "((",
    "[a](b\\",
    "\\[",
    "&#1;",
    "```\n",
    "~~~a\n",
    "*a **b ",
    "**a *b ~~c ",
    "a*b_c~~",
    "_ _",
    "***",
    "(www.a.b",
    "@a ",
  ];
  for (const pattern of patterns) {
    // One that takes exponentially long never ends; how long the others take is only told.
    test(JSON.stringify(pattern), (t) => {
      const hostile = pattern.repeat(Math.ceil(4_000 / pattern.length)).slice(0, 4_000);
      const began = performance.now();
      const blocks = readMarkup(hostile);
      t.diagnostic(`${Math.round(performance.now() - began)} ms`);
      assert.ok(depthOf(blocks) < 60, `${depthOf(blocks)} deep`);
    });
  }
});
