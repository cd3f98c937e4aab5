import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Lexer, type Tokenizer } from "marked";
import { ChatTokenizer } from "../src/markup/tokenizer.ts";
import { withoutUnused } from "./unused-parts.ts";

const folder = mkdtempSync(join(tmpdir(), "parlance-unused-"));
after(() => rmSync(folder, { recursive: true }));

/** The module as the build has it. */
async function cut(name: string): Promise<Record<string, unknown>> {
  const path = fileURLToPath(import.meta.resolve(name));
  const file = join(folder, "cut.mjs");
  writeFileSync(file, withoutUnused(path, readFileSync(path, "utf8")) ?? assert.fail(`${path} is not cut`));
  return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
}

const pieces = [
  "- a",
  "1. b",
  "> c",
  "*d*",
  "__e__",
  "`f`",
  "```\ng\n```",
  "[h](https://i.example)",
  "https://j.example",
  "~~k~~",
  "# l",
  "===",
  "---",
  "| m |",
  "|-|",
  "<b>",
  "[n]: o",
  "[p][q]",
  "![r](s)",
  "\\*",
  "t@u.example",
  "- [ ] v",
  "  ",
  "\n",
  "\n\n",
  "\n  ",
  " ",
  "\t",
];

/** The same ones in each run. */
function someTexts(count: number): readonly string[] {
  let seed = 20_250_101;
  const next = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const some = () => Array.from({ length: 1 + next(10) }, () => pieces[next(pieces.length)]);
  return Array.from({ length: count }, () => some().join(next(2) === 0 ? "" : "\n"));
}

test("marked reads everything as it does uncut", async () => {
  const texts = someTexts(3_000);
  const read = (Kind: typeof Lexer) => texts.map((text) => new Kind({ gfm: true, tokenizer: new ChatTokenizer() }).lex(text));
  const uncut = read(Lexer);
  const { Lexer: CutLexer, Tokenizer: CutTokenizer } = await cut("marked");
  // As ours would be, had it been made of the cut one.
  Object.setPrototypeOf(ChatTokenizer, CutTokenizer as typeof Tokenizer);
  Object.setPrototypeOf(ChatTokenizer.prototype, (CutTokenizer as typeof Tokenizer).prototype as object);
  const found = read(CutLexer as typeof Lexer);
  for (const [at, text] of texts.entries())
    assert.equal(JSON.stringify(found[at]), JSON.stringify(uncut[at]), JSON.stringify(text));
});

test("a library that is not as it was fails the build, and any other is left as it is", () => {
  assert.throws(() => withoutUnused("/node_modules/marked/lib/marked.esm.js", "export class Lexer {}"), /is not as it was/);
  assert.equal(withoutUnused("/node_modules/wouter/src/index.js", "code"), undefined);
});
