import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { compiler } from "../../zo/src/types/language-server.ts";

const home = join(import.meta.dirname, "..");
const root = join(home, "..", "..");
const run = promisify(execFile);

test("what is published says the same names as the sources, with types for each entry, and nothing of the tests", async () => {
  mkdirSync(join(root, ".tmp"), { recursive: true });
  const folder = mkdtempSync(join(root, ".tmp", "client-dist-"));
  try {
    await run(process.execPath, [compiler, "-p", join(home, "tsconfig.build.json"), "--outDir", folder]);
    const { exports, publishConfig } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
    assert.deepEqual(Object.keys(publishConfig.exports), Object.keys(exports));
    for (const [entry, path] of Object.entries<string>(publishConfig.exports)) {
      const built = path.replace("./dist", folder);
      const there = Object.keys(await import(pathToFileURL(built).href)).sort();
      const here = Object.keys(await import(`@parlance/client${entry.slice(1)}`)).sort();
      assert.deepEqual(there, here, entry);
      readFileSync(built.replace(/\.js$/, ".d.ts"));
    }
    assert.throws(() => readFileSync(join(folder, "testing", "world.js")));
    assert.doesNotMatch(readFileSync(join(folder, "room", "room.d.ts"), "utf8"), /touch\(\)|constructor/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the license is the house's", () => {
  assert.equal(readFileSync(join(home, "LICENSE"), "utf8"), readFileSync(join(root, "LICENSE"), "utf8"));
});
