/** The builder as `npm start` runs it, on a repository with a small client. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

const web = join(import.meta.dirname, "..");
let root = "";
const at = (path: string): string => join(root, "packages/web", path);
const html = (script: string): string =>
  `<!doctype html><title>t</title><div id="root"></div><script type="module" src="${script}"></script>`;

before(() => {
  root = mkdtempSync(join(tmpdir(), "parlance-build-"));
  symlinkSync(join(web, "../../node_modules"), join(root, "node_modules"));
  for (const part of ["build", "src/emoji/genders.ts", "vite.config.ts", "package.json"])
    cpSync(join(web, part), at(part), { recursive: true });
  writeFileSync(join(root, "package-lock.json"), "{}");
  mkdirSync(at("src/playground"), { recursive: true });
  writeFileSync(at("src/main.tsx"), `document.title = "${"first ".repeat(200)}";`);
  writeFileSync(at("src/playground/main.tsx"), `document.title = "playground";`);
  writeFileSync(at("index.html"), html("/src/main.tsx"));
  writeFileSync(at("playground.html"), html("/src/playground/main.tsx"));
});
after(() => rmSync(root, { recursive: true }));

function build(...flags: string[]): { readonly status: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [at("build/main.ts"), ...flags], { encoding: "utf8" });
  return { status, said: stdout + stderr };
}

/** By path; what is not ours to read in a test of content is left out. */
function builtFiles(): ReadonlyMap<string, Buffer> {
  const entries = readdirSync(at("dist"), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(entries.map(({ parentPath, name }) => [name, readFileSync(join(parentPath, name))]));
}
const all = (): string => [...builtFiles().values()].join("\n");

/** Each goes on from the one before. */
describe("building the client", () => {
  test("makes both pages, assets named by content, and everything compressed beside it", () => {
    assert.equal(build("--strict").status, 0);
    const files = builtFiles();
    for (const page of ["index.html", "playground.html"]) {
      const [, script = ""] = /src="\/assets\/([\w-]+-[\w-]{8}\.js)"/.exec(files.get(page)?.toString() ?? "") ?? [];
      const content = files.get(script) ?? assert.fail(`${page} names ${script}`);
      assert.deepEqual(gunzipSync(files.get(`${script}.gz`) ?? ""), content);
      assert.deepEqual(brotliDecompressSync(files.get(`${script}.br`) ?? ""), content);
    }
    assert.deepEqual(
      readdirSync(at("")).filter((name) => name.startsWith("dist")),
      ["dist"],
    );
  });

  test("nothing is built, and nothing said, when nothing changed", () => {
    writeFileSync(at("dist/untouched"), "");
    assert.deepEqual(build("--strict"), { status: 0, said: "" });
    writeFileSync(at("src/main.test.ts"), "a test is no source");
    assert.deepEqual(build("--strict"), { status: 0, said: "" });
    assert.ok(existsSync(at("dist/untouched")));
  });

  test("a source that changed is built, and what was made of the old ones is gone", () => {
    writeFileSync(at("src/main.tsx"), `document.title = "second";`);
    assert.equal(build("--strict").status, 0);
    assert.match(all(), /second/);
    assert.doesNotMatch(all(), /first/);
    assert.equal(existsSync(at("dist/untouched")), false);
  });

  test("a build that fails keeps the older one and is no reason not to start, but with --strict", () => {
    const older = builtFiles();
    writeFileSync(at("src/main.tsx"), `import "./nowhere.ts";`);
    for (const [flags, expected] of [
      [[], 0],
      [["--strict"], 1],
    ] as const) {
      const { status, said } = build(...flags);
      assert.equal(status, expected, said);
      assert.match(said, /could not be built, and an older one is served:[\s\S]*nowhere/);
      assert.deepEqual(builtFiles(), older);
    }
    rmSync(at("dist"), { recursive: true });
    const { status, said } = build();
    assert.equal(status, 0);
    assert.match(said, /could not be built, and is not served/);
    assert.deepEqual(
      readdirSync(at("")).filter((name) => name.startsWith("dist")),
      [],
    );
  });
});
