import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { blocksOf } from "../../../zo/src/docs/blocks.ts";
import { compiler } from "../../../zo/src/types/language-server.ts";
import { readme } from "./readme.ts";

const home = join(import.meta.dirname, "..", "..");
const root = join(home, "..", "..");
const run = promisify(execFile);

test("the README has the bounds and the bot of the code: node packages/client/src/docs/readme.ts", () => {
  const { is, shouldBe } = readme();
  assert.equal(is, shouldBe);
});

test("every block of code in the README compiles, in the strictest settings", async () => {
  mkdirSync(join(root, ".tmp"), { recursive: true });
  const folder = mkdtempSync(join(root, ".tmp", "client-docs-"));
  try {
    for (const [name, code] of blocksOf(join(home, "README.md"))) writeFileSync(join(folder, name), code);
    const compilerOptions = { lib: ["esnext", "dom"], jsx: "react-jsx" };
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ extends: join(root, "tsconfig.json"), compilerOptions, include: ["*.ts", "*.tsx"] }),
    );
    await run(process.execPath, [compiler, "-p", folder]).catch((error: { stdout: string }) => assert.fail(error.stdout));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
