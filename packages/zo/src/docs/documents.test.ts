import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { compiler } from "../types/language-server.ts";
import { documents } from "./tables.ts";

const home = join(import.meta.dirname, "..", "..");
const root = join(home, "..", "..");
const run = promisify(execFile);

test("the tables in the documents are those of the code: node packages/zo/src/docs/tables.ts", () => {
  for (const { path, is, shouldBe } of documents()) assert.equal(is, shouldBe, path);
});

test("every block of code in the README compiles, in the strictest settings", async () => {
  const readme = readFileSync(join(home, "README.md"), "utf8");
  const blocks = [...readme.matchAll(/```ts\n\/\/ (\S+\.ts)\n([\s\S]*?)```/g)];
  assert.equal(blocks.length, readme.match(/```ts/g)?.length, "a block without a file name");
  assert.ok(blocks.length >= 6);
  mkdirSync(join(root, ".tmp"), { recursive: true });
  const folder = mkdtempSync(join(root, ".tmp", "zo-readme-"));
  try {
    for (const [, name, code] of blocks) writeFileSync(join(folder, String(name)), String(code));
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ extends: join(root, "tsconfig.json"), include: ["*.ts"] }));
    await run(process.execPath, [compiler, "-p", folder]).catch((error: { stdout: string }) => assert.fail(error.stdout));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("every rule of PROTOCOL.md that a test cites is there, and every rule is cited by a test", () => {
  const rules = new Set(
    [...readFileSync(join(home, "PROTOCOL.md"), "utf8").matchAll(/^- \*\*([A-Z]\d)\*\*/gm)].map(([, rule]) => rule),
  );
  const sources = globSync(join(home, "src", "**", "*.ts")).map((path) => readFileSync(path, "utf8"));
  const titles = sources.flatMap((text) =>
    [...text.matchAll(/\btest\(\s*["'`]((?:[A-Z]\d,? ?)+):/g)].map(([, cited]) => cited ?? ""),
  );
  const cited = new Set(titles.flatMap((title) => title.split(/[, ]+/)));
  assert.deepEqual(
    [...cited].filter((rule) => !rules.has(rule)),
    [],
  );
  assert.deepEqual(
    [...rules].filter((rule) => !cited.has(rule ?? "")),
    [],
  );
});
