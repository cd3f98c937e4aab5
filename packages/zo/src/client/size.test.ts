import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

test("the client is smaller than 5,000 bytes, minified and gzipped, and depends on nothing", async (t) => {
  const { outputFiles, metafile } = await build({
    stdin: { contents: 'export { createClient } from "@parlance/zo/client";', resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    write: false,
    metafile: true,
  });
  const [bundle] = outputFiles;
  assert.ok(bundle);
  const bytes = gzipSync(bundle.contents, { level: 9 }).length;
  t.diagnostic(`${bundle.contents.length} bytes minified, ${bytes} gzipped`);
  assert.ok(bytes < 5_000, `${bytes} bytes`);
  for (const path of Object.keys(metafile.inputs)) assert.doesNotMatch(path, /node_modules|src\/(server|node|asyncapi)\//);
});
