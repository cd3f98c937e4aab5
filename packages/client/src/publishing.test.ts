import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { blocksOf } from "../../zo/src/docs/blocks.ts";
import { compiler } from "../../zo/src/types/language-server.ts";

const home = join(import.meta.dirname, "..");
const root = join(home, "..", "..");
const run = promisify(execFile);

/** The package as it is built for publishing, while `use` looks at it. */
async function built(use: (folder: string) => Promise<void>): Promise<void> {
  mkdirSync(join(root, ".tmp"), { recursive: true });
  const folder = mkdtempSync(join(root, ".tmp", "client-dist-"));
  try {
    await run(process.execPath, [compiler, "-p", join(home, "tsconfig.build.json"), "--outDir", folder]);
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("what is published says the same names as the sources, with types for each entry, and nothing of the tests", async () => {
  await built(async (folder) => {
    const { exports, publishConfig } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
    assert.deepEqual(Object.keys(publishConfig.exports), Object.keys(exports));
    for (const [entry, path] of Object.entries<string>(publishConfig.exports)) {
      const file = path.replace("./dist", folder);
      const there = Object.keys(await import(pathToFileURL(file).href)).sort();
      const here = Object.keys(await import(`@parlance/client${entry.slice(1)}`)).sort();
      assert.deepEqual(there, here, entry);
      readFileSync(file.replace(/\.js$/, ".d.ts"));
    }
    assert.throws(() => readFileSync(join(folder, "testing", "world.js")));
    assert.doesNotMatch(readFileSync(join(folder, "room", "room.d.ts"), "utf8"), /touch\(\)|constructor/);
  });
});

test("the hooks of the package as it is built compile with the types of React 18, as the README uses them", async () => {
  await built(async (folder) => {
    writeFileSync(join(folder, "page.tsx"), blocksOf(join(home, "README.md")).get("app.tsx") ?? "");
    const react = join(root, "packages", "zo-compat", "node_modules", "@types", "react");
    const paths = {
      react: [join(react, "index.d.ts")],
      "react/jsx-runtime": [join(react, "jsx-runtime.d.ts")],
      "@parlance/client": [join(folder, "index.d.ts")],
      "@parlance/client/react": [join(folder, "react.d.ts")],
    };
    const compilerOptions = { lib: ["esnext", "dom", "dom.iterable"], jsx: "react-jsx", skipLibCheck: false, paths };
    const files = ["page.tsx"];
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ extends: join(root, "tsconfig.json"), compilerOptions, files, include: [] }),
    );
    await run(process.execPath, [compiler, "-p", folder]).catch((error: { stdout: string }) => assert.fail(error.stdout));
  });
});

test("React is a peer, for who uses the hooks, in the range that zo's hooks are tested with", () => {
  const [own, zo] = [home, join(root, "packages", "zo")].map((folder) =>
    JSON.parse(readFileSync(join(folder, "package.json"), "utf8")),
  );
  assert.deepEqual(own.peerDependencies, { react: zo.peerDependencies.react });
  assert.deepEqual(own.peerDependenciesMeta, { react: { optional: true } });
});

test("the license is the house's", () => {
  assert.equal(readFileSync(join(home, "LICENSE"), "utf8"), readFileSync(join(root, "LICENSE"), "utf8"));
});
