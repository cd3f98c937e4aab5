import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { compiler } from "../types/language-server.ts";
import { blocksOf } from "./blocks.ts";
import { documents } from "./tables.ts";

const home = join(import.meta.dirname, "..", "..");
const root = join(home, "..", "..");
const run = promisify(execFile);

test("the tables in the documents are those of the code: node packages/zo/src/docs/tables.ts", () => {
  for (const { path, is, shouldBe } of documents()) assert.equal(is, shouldBe, path);
});

/** What a document's code is compiled with besides the project's settings. */
const settings: Readonly<Record<string, object>> = {
  "bun.md": { types: ["bun"] },
  "react.md": { lib: ["esnext", "dom"], jsx: "react-jsx" },
};

for (const path of ["README.md", ...globSync("docs/*.md", { cwd: home })]) {
  test(`every block of code in ${path} compiles, in the strictest settings, beside those of the README`, async () => {
    mkdirSync(join(root, ".tmp"), { recursive: true });
    const folder = mkdtempSync(join(root, ".tmp", "zo-docs-"));
    try {
      for (const document of new Set(["README.md", path])) {
        for (const [name, code] of blocksOf(join(home, document))) writeFileSync(join(folder, name), code);
      }
      const compilerOptions = settings[basename(path)] ?? {};
      const config = { extends: join(root, "tsconfig.json"), compilerOptions, include: ["*.ts", "*.tsx"] };
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
      await run(process.execPath, [compiler, "-p", folder]).catch((error: { stdout: string }) => assert.fail(error.stdout));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

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
