import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** What a page loads for these names, minified and gzipped. */
async function bundled(contents: string, external: readonly string[] = []) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    external: [...external],
    write: false,
    metafile: true,
  });
  const [bundle] = outputFiles;
  assert.ok(bundle);
  const bytes = gzipSync(bundle.contents, { level: 9 }).length;
  return { minified: bundle.contents.length, bytes, inputs: Object.keys(metafile.inputs) };
}

test("the SDK is smaller than 12,000 bytes with zo's client, minified and gzipped, and brings no package", async (t) => {
  const { minified, bytes, inputs } = await bundled('export { createChat } from "@parlance/client";');
  t.diagnostic(`${minified} bytes minified, ${bytes} gzipped`);
  assert.ok(bytes < 12_000, `${bytes} bytes`);
  for (const path of inputs) assert.doesNotMatch(path, /node_modules|src\/contract|src\/react|src\/(server|node|asyncapi)\//);
});

test("the hooks bring no second SDK: less than 1,500 bytes beside React, and no package but it", async (t) => {
  const { minified, bytes, inputs } = await bundled('export * from "@parlance/client/react";', ["react"]);
  t.diagnostic(`${minified} bytes minified, ${bytes} gzipped`);
  assert.ok(bytes < 1_500, `${bytes} bytes`);
  for (const path of inputs) assert.match(path, /<stdin>|src\/react|src\/base\//);
});
